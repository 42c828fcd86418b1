/*
 * orm/mysql/client.h - the MySQL or MariaDB client library, loaded on first connect
 *
 * Compiled in where its header is: MariaDB Connector/C 3 or Oracle's
 * libmysqlclient 8 or newer, whose structs differ, so that only the library
 * that belongs to the header is ever loaded.  Either talks to both servers, but
 * Oracle's of version 9 not to those who log in as MariaDB's users do by default.
 * Without a header LIMBECK_MYSQL isn't defined and there is no driver.
 */
#ifndef LIMBECK_ORM_MYSQL_CLIENT_H
#define LIMBECK_ORM_MYSQL_CLIENT_H

#if defined __has_include
#if __has_include(<mysql.h>)
#include <mysql.h>
#elif __has_include(<mysql/mysql.h>)
#include <mysql/mysql.h>
#elif __has_include(<mariadb/mysql.h>)
#include <mariadb/mysql.h>
#endif
#endif

#include "base/dylib.h"

#if defined MARIADB_PACKAGE_VERSION_ID
#if MARIADB_PACKAGE_VERSION_ID >= 30000
#define LIMBECK_MYSQL
#define LIMBECK_MYSQL_CONNECTOR_C
#endif
#elif defined MYSQL_VERSION_ID
#if MYSQL_VERSION_ID >= 80000
#define LIMBECK_MYSQL
#endif
#endif

#ifdef LIMBECK_MYSQL

#define LIBMYSQL(USE)                   \
	USE(mysql_affected_rows)        \
	USE(mysql_close)                \
	USE(mysql_errno)                \
	USE(mysql_error)                \
	USE(mysql_fetch_field_direct)   \
	USE(mysql_fetch_lengths)        \
	USE(mysql_fetch_row)            \
	USE(mysql_field_count)          \
	USE(mysql_free_result)          \
	USE(mysql_get_ssl_cipher)       \
	USE(mysql_init)                 \
	USE(mysql_insert_id)            \
	USE(mysql_more_results)         \
	USE(mysql_next_result)          \
	USE(mysql_num_fields)           \
	USE(mysql_options)              \
	USE(mysql_options4)             \
	USE(mysql_real_connect)         \
	USE(mysql_real_query)           \
	USE(mysql_server_init)          \
	USE(mysql_set_server_option)    \
	USE(mysql_sqlstate)             \
	USE(mysql_stmt_affected_rows)   \
	USE(mysql_stmt_attr_set)        \
	USE(mysql_stmt_bind_param)      \
	USE(mysql_stmt_bind_result)     \
	USE(mysql_stmt_close)           \
	USE(mysql_stmt_errno)           \
	USE(mysql_stmt_error)           \
	USE(mysql_stmt_execute)         \
	USE(mysql_stmt_fetch)           \
	USE(mysql_stmt_fetch_column)    \
	USE(mysql_stmt_free_result)     \
	USE(mysql_stmt_init)            \
	USE(mysql_stmt_insert_id)       \
	USE(mysql_stmt_next_result)     \
	USE(mysql_stmt_param_count)     \
	USE(mysql_stmt_prepare)         \
	USE(mysql_stmt_result_metadata) \
	USE(mysql_stmt_sqlstate)        \
	USE(mysql_stmt_store_result)    \
	USE(mysql_store_result)         \
	USE(mysql_thread_end)           \
	USE(mysql_thread_id)            \
	USE(mysql_warning_count)

struct my_client {
	LIBMYSQL(DYLIB_MEMBER)
};

/* What the library takes for a truth value. */
#ifdef LIMBECK_MYSQL_CONNECTOR_C
#define MY_FLAG my_bool
#else
#define MY_FLAG bool
#endif

/* The library's functions; NULL and ERR_UNSUPPORTED when it can't be loaded. */
const struct my_client *my_client_load(struct error *err);

/* The Debian package of the library, for hints. */
extern const char my_client_package[];

#endif
#endif
