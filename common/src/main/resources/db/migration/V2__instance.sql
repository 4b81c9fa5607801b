-- One row: what this database is, how far it has come, and the keys it was sealed with.
create table instance (
    id bigint not null,
    database_id varchar(64) not null,
    -- grows while anything is written; each node remembers it outside the database
    generation bigint not null,
    key_check bytea,
    wrapped_keyset bytea,
    created_at timestamp(6) with time zone not null,
    constraint pk_instance primary key (id),
    constraint ck_instance_single check (id = 1)
);
