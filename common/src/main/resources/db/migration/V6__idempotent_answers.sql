create table idempotent_answer (
    -- digest of tenant, API key and Idempotency-Key
    id varchar(64) not null,
    tenant_id varchar(64) not null,
    request_hash varchar(64) not null,
    -- null while the first request is under way
    status integer,
    body bytea,
    created_at timestamp(6) with time zone not null,
    version bigint not null,
    constraint pk_idempotent_answer primary key (id)
);
create index ix_idempotent_answer_created on idempotent_answer (created_at);
