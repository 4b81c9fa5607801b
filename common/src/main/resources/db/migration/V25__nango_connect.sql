-- what a webhook endpoint is sent: our own form, or Nango's auth webhooks
alter table webhook_endpoint add column format varchar(16) default 'gatehouse' not null;

create table nango_connect_session (
    id varchar(64) not null,
    tenant_id varchar(64) not null,
    -- SHA-256; the token itself is nowhere
    token_hash varchar(64) not null,
    -- JSON as the tenant sent it; null if it named none
    end_user text,
    tags text not null,
    -- integration keys, a JSON array; null for all
    allowed text,
    defaults text not null,
    overrides text not null,
    -- the connection it is to renew
    reconnects varchar(64),
    reconnects_key varchar(64),
    attempts integer not null,
    created_at timestamp(6) with time zone not null,
    expires_at timestamp(6) with time zone not null,
    ended_at timestamp(6) with time zone,
    version bigint not null,
    constraint pk_nango_connect_session primary key (id),
    constraint uq_nango_connect_session_token unique (token_hash)
);
create index ix_nango_connect_session_expiry on nango_connect_session (expires_at);

create table nango_connect_attempt (
    id varchar(64) not null,
    tenant_id varchar(64) not null,
    session_id varchar(64) not null,
    integration_key varchar(255) not null,
    -- our own connect session; null if it never came to one
    connect_session_id varchar(64),
    -- SHA-256 of the id the browser's socket was given; null without a socket
    socket_hash varchar(64),
    -- JSON
    connection_config text not null,
    -- how it ended: one of the two
    -- as Nango's clients name it
    connection_id varchar(255),
    error_type varchar(64),
    error_text varchar(1000),
    created_at timestamp(6) with time zone not null,
    version bigint not null,
    constraint pk_nango_connect_attempt primary key (id),
    constraint uq_nango_connect_attempt_session unique (connect_session_id),
    constraint fk_nango_connect_attempt_session foreign key (session_id) references nango_connect_session (id) on delete cascade
);
create index ix_nango_connect_attempt_session on nango_connect_attempt (session_id);
create index ix_nango_connect_attempt_socket on nango_connect_attempt (socket_hash);
