/*
 * examples/own-models/export.c - the models as a shared object, for the program limbeck
 *
 *	cc -shared -fPIC -o libmodels.so shop.c export.c $(pkg-config --cflags limbeck)
 *	limbeck diff sqlite:///shop.db ./libmodels.so
 *
 * With models = "libmodels.so" in limbeck.lua they are what the database should hold:
 * limbeck check, limbeck revision --autogenerate.
 */
#include "orm/model/export.h"
#include "shop.h"

ORM_EXPORT(shop_models);
