/*
 * orm/postgresql/libpq.h - PostgreSQL's client library, loaded on first connect
 *
 * Compiled in where its header is (14 or newer, for pipeline mode); otherwise
 * LIMBECK_LIBPQ isn't defined and there is no driver.
 */
#ifndef LIMBECK_ORM_POSTGRESQL_LIBPQ_H
#define LIMBECK_ORM_POSTGRESQL_LIBPQ_H

#if defined __has_include
#if __has_include(<libpq-fe.h>)
#include <libpq-fe.h>
#elif __has_include(<postgresql/libpq-fe.h>)
#include <postgresql/libpq-fe.h>
#endif
#endif

#include "base/dylib.h"

#ifdef LIBPQ_HAS_PIPELINING
#define LIMBECK_LIBPQ

#define LIBPQ(USE)                \
	USE(PQbackendPID)         \
	USE(PQcancel)             \
	USE(PQclear)              \
	USE(PQcmdStatus)          \
	USE(PQcmdTuples)          \
	USE(PQconndefaults)       \
	USE(PQconnectdbParams)    \
	USE(PQconninfoFree)       \
	USE(PQdb)                 \
	USE(PQenterPipelineMode)  \
	USE(PQerrorMessage)       \
	USE(PQexecParams)         \
	USE(PQexecPrepared)       \
	USE(PQexitPipelineMode)   \
	USE(PQfinish)             \
	USE(PQfname)              \
	USE(PQfreeCancel)         \
	USE(PQfreemem)            \
	USE(PQftype)              \
	USE(PQgetCancel)          \
	USE(PQgetCopyData)        \
	USE(PQgetisnull)          \
	USE(PQgetlength)          \
	USE(PQgetResult)          \
	USE(PQgetvalue)           \
	USE(PQhost)               \
	USE(PQnfields)            \
	USE(PQparameterStatus)    \
	USE(PQntuples)            \
	USE(PQpingParams)         \
	USE(PQpipelineSync)       \
	USE(PQprepare)            \
	USE(PQputCopyData)        \
	USE(PQputCopyEnd)         \
	USE(PQreset)              \
	USE(PQresultErrorField)   \
	USE(PQresultErrorMessage) \
	USE(PQresultStatus)       \
	USE(PQsendQueryParams)    \
	USE(PQsendQueryPrepared)  \
	USE(PQserverVersion)      \
	USE(PQsetNoticeReceiver)  \
	USE(PQstatus)             \
	USE(PQtransactionStatus)  \
	USE(PQunescapeBytea)

struct libpq {
	LIBPQ(DYLIB_MEMBER)
};

/* The library's functions; NULL and ERR_UNSUPPORTED when it can't be loaded. */
const struct libpq *libpq_load(struct error *err);

#endif
#endif
