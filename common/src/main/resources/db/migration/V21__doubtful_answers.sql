-- an answer of a token endpoint that claims success and can't be read as one: it may hold the only good refresh token
create table doubtful_answer (
    connection_id varchar(64) not null,
    tenant_id varchar(64) not null,
    status integer not null,
    body bytea not null,
    received_at timestamp(6) with time zone not null,
    expires_at timestamp(6) with time zone not null,
    version bigint not null,
    constraint pk_doubtful_answer primary key (connection_id),
    constraint fk_doubtful_answer_connection foreign key (connection_id) references practice_connection (id) on delete cascade
);
create index ix_doubtful_answer_expiry on doubtful_answer (expires_at);
