-- Locked in one tenant only; the account itself has a state of its own.
alter table operator_role add column locked boolean default false not null;

-- Who somebody is at an identity provider; found by issuer and subject, never by an e-mail address.
create table operator_identity (
    -- SHA-256 of issuer and subject.
    id varchar(64) not null,
    operator_id varchar(64) not null,
    issuer varchar(500) not null,
    created_at timestamp(6) with time zone not null,
    constraint pk_operator_identity primary key (id),
    constraint uq_operator_identity_issuer unique (operator_id, issuer),
    constraint fk_operator_identity_operator foreign key (operator_id) references operator (id) on delete cascade
);

-- A browser that was sent to the identity provider and has not come back yet.
create table oidc_departure (
    -- SHA-256 of the state.
    id varchar(64) not null,
    -- SHA-256 of what the browser's cookie holds.
    browser varchar(64) not null,
    purpose varchar(16) not null,
    -- The session that is to be proven or linked; null for signing in.
    session_id varchar(64),
    -- Path of the page to come back to.
    back varchar(1000) not null,
    ends_at timestamp(6) with time zone not null,
    constraint pk_oidc_departure primary key (id)
);
create index ix_oidc_departure_ends on oidc_departure (ends_at);
