-- what the Nango-compatible API keeps of an application beside the application itself
create table nango_integration (
    application_id varchar(64) not null,
    tenant_id varchar(64) not null,
    -- the key its programs use, where it is not the application's own
    unique_key varchar(255) not null,
    forward_webhooks boolean not null,
    version bigint not null,
    constraint pk_nango_integration primary key (application_id),
    constraint uq_nango_integration_key unique (tenant_id, unique_key),
    constraint fk_nango_integration_application foreign key (application_id) references application (id) on delete cascade
);

-- and of a connection; most have none of it
create table nango_connection (
    connection_id varchar(64) not null,
    tenant_id varchar(64) not null,
    application_id varchar(64) not null,
    -- the id it had elsewhere and goes by; null: its own
    alias varchar(255),
    -- true if nobody said who the end user is, so that the connection's own has a stand-in
    unnamed boolean not null,
    -- an end user other than the connection's own
    end_user_id varchar(255),
    end_user_email varchar(320),
    end_user_name varchar(255),
    end_user_tags text,
    organization_id varchar(255),
    organization_name varchar(255),
    -- metadata, configuration and the address for webhooks as one JSON text, sealed
    held bytea not null,
    held_generation bigint not null,
    updated_at timestamp(6) with time zone not null,
    version bigint not null,
    constraint pk_nango_connection primary key (connection_id),
    constraint uq_nango_connection_alias unique (tenant_id, application_id, alias),
    constraint fk_nango_connection_connection foreign key (connection_id) references practice_connection (id) on delete cascade
);

create table nango_tag (
    id varchar(160) not null,
    tenant_id varchar(64) not null,
    connection_id varchar(64) not null,
    name varchar(64) not null,
    text varchar(255) not null,
    constraint pk_nango_tag primary key (id),
    constraint fk_nango_tag_connection foreign key (connection_id) references practice_connection (id) on delete cascade
);
create index ix_nango_tag_value on nango_tag (tenant_id, name, text);
create index ix_nango_tag_connection on nango_tag (connection_id);
