/*
 * base/version.h - which limbeck this is
 */
#ifndef LIMBECK_BASE_VERSION_H
#define LIMBECK_BASE_VERSION_H

#define LIMBECK_VERSION "0.1.0"

#endif
