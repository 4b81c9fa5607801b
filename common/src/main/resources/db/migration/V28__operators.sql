-- People with an account.
create table operator (
    id varchar(64) not null,
    -- Whose key seals what is sealed here: people belong to no tenant, so the one that always exists.
    tenant_id varchar(64) not null,
    email varchar(254) not null,
    display_name varchar(200) not null,
    state varchar(16) not null,
    -- Role in every tenant; null for none.
    everywhere varchar(16),
    -- Argon2id in its usual text form; null until one was chosen.
    password varchar(400),
    -- Sealed; null without a second factor.
    totp_seed bytea,
    -- True once a code has proven that the person's app has the seed.
    totp_proven boolean not null,
    -- The newest step whose code was used, so that no code works twice.
    totp_step bigint not null,
    -- SHA-256 of the text in the link that makes an invited person choose a password.
    invitation varchar(64),
    invitation_ends_at timestamp(6) with time zone,
    created_at timestamp(6) with time zone not null,
    last_sign_in_at timestamp(6) with time zone,
    -- Refused tries in a row, and until when no further one is looked at.
    refused integer not null,
    refused_until timestamp(6) with time zone,
    version bigint not null,
    constraint pk_operator primary key (id),
    constraint uq_operator_email unique (email),
    constraint uq_operator_invitation unique (invitation)
);

create table operator_role (
    id varchar(160) not null,
    operator_id varchar(64) not null,
    tenant_id varchar(64) not null,
    role varchar(16) not null,
    constraint pk_operator_role primary key (id),
    constraint fk_operator_role_operator foreign key (operator_id) references operator (id) on delete cascade,
    constraint fk_operator_role_tenant foreign key (tenant_id) references tenant (id)
);
create index ix_operator_role_operator on operator_role (operator_id);

-- Browsers that are signed in.
create table operator_session (
    id varchar(64) not null,
    operator_id varchar(64) not null,
    -- SHA-256 of what the cookie holds.
    lookup varchar(64) not null,
    created_at timestamp(6) with time zone not null,
    seen_at timestamp(6) with time zone not null,
    -- When the password was last shown to be known.
    proven_at timestamp(6) with time zone not null,
    ends_at timestamp(6) with time zone not null,
    address varchar(64),
    user_agent varchar(300),
    version bigint not null,
    constraint pk_operator_session primary key (id),
    constraint uq_operator_session_lookup unique (lookup),
    constraint fk_operator_session_operator foreign key (operator_id) references operator (id) on delete cascade
);
create index ix_operator_session_operator on operator_session (operator_id);

-- The one-time text by which the first owner is made; at most one row.
create table first_owner (
    id integer not null,
    lookup varchar(64) not null,
    ends_at timestamp(6) with time zone not null,
    constraint pk_first_owner primary key (id)
);
