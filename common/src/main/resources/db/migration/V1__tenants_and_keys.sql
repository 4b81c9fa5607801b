create table tenant (
    id varchar(64) not null,
    name varchar(200) not null,
    created_at timestamp(6) with time zone not null,
    version bigint not null,
    constraint pk_tenant primary key (id)
);

create table api_key (
    id varchar(64) not null,
    -- null: a platform key, which belongs to no tenant
    tenant_id varchar(64),
    name varchar(200) not null,
    lookup varchar(64) not null,
    mac bytea not null,
    hint varchar(16) not null,
    permissions text not null,
    created_at timestamp(6) with time zone not null,
    expires_at timestamp(6) with time zone,
    revoked_at timestamp(6) with time zone,
    last_used_at timestamp(6) with time zone,
    version bigint not null,
    constraint pk_api_key primary key (id),
    constraint uq_api_key_lookup unique (lookup),
    constraint fk_api_key_tenant foreign key (tenant_id) references tenant (id)
);
create index ix_api_key_tenant on api_key (tenant_id);
