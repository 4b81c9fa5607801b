create table thing (
    id varchar(64) not null,
    unique_name varchar(64),
    body text,
    bytes bytea,
    happened_at timestamp(6) with time zone,
    colour varchar(20),
    is_on boolean,
    amount bigint,
    small integer,
    ratio double precision,
    uuid uuid,
    on_day date,
    claimed_by varchar(64),
    version bigint not null,
    constraint pk_thing primary key (id),
    constraint uq_thing_unique_name unique (unique_name)
);
