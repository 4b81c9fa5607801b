-- one row for each proxied call; never an id, a value or a body of FHIR
create table proxied_call (
    -- when it began, in microseconds, then something unique: ids are in the order of time
    id varchar(32) not null,
    tenant_id varchar(64) not null,
    began_at timestamp(6) with time zone not null,
    request_id varchar(64) not null,
    caller_id varchar(200) not null,
    connection_id varchar(64) not null,
    practice_id varchar(64) not null,
    application_id varchar(64) not null,
    ehr varchar(64) not null,
    kind varchar(16) not null,
    method varchar(16) not null,
    route varchar(1000) not null,
    status integer not null,
    -- why no answer of the EHR was given, or why it was cut
    code varchar(64),
    -- status 400 or more, or a code
    trouble boolean not null,
    bytes_in bigint not null,
    bytes_out bigint not null,
    took_micros bigint not null,
    waited_micros bigint not null,
    retried boolean not null,
    refreshed boolean not null,
    -- by which the EHR's support finds it, with spaces between
    correlation_ids varchar(300) not null,
    constraint pk_proxied_call primary key (tenant_id, id)
);
create index ix_proxied_call_connection on proxied_call (tenant_id, connection_id, id);
create index ix_proxied_call_practice on proxied_call (tenant_id, practice_id, id);
create index ix_proxied_call_application on proxied_call (tenant_id, application_id, id);
create index ix_proxied_call_trouble on proxied_call (tenant_id, trouble, id);
create index ix_proxied_call_request on proxied_call (tenant_id, request_id, id);

-- calls and refreshes summed up; what one process knows of one minute or hour, so several rows may tell of the same
create table call_summary (
    id varchar(40) not null,
    tenant_id varchar(64) not null,
    -- tenant, application or connection
    scope varchar(16) not null,
    scope_id varchar(64) not null,
    practice_id varchar(64),
    application_id varchar(64),
    grain_seconds integer not null,
    start_at timestamp(6) with time zone not null,
    calls bigint not null,
    answered bigint not null,
    ehr_errors bigint not null,
    gateway_errors bigint not null,
    limited bigint not null,
    status_2xx bigint not null,
    status_3xx bigint not null,
    status_4xx bigint not null,
    status_5xx bigint not null,
    bytes_in bigint not null,
    bytes_out bigint not null,
    took_micros bigint not null,
    waited_micros bigint not null,
    refreshed bigint not null,
    refreshes_failed bigint not null,
    codes varchar(4000) not null,
    took bytea not null,
    waited bytea not null,
    constraint pk_call_summary primary key (id)
);
create index ix_call_summary_scope on call_summary (tenant_id, scope, grain_seconds, start_at);
create index ix_call_summary_one on call_summary (tenant_id, scope_id, grain_seconds, start_at);
create index ix_call_summary_practice on call_summary (tenant_id, practice_id, grain_seconds, start_at);
