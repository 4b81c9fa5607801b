create table registration (
    id varchar(64) not null,
    tenant_id varchar(64) not null,
    ehr varchar(64) not null,
    environment varchar(16) not null,
    name varchar(200) not null,
    -- reserved here, so that its addresses can be pasted before the application exists
    application_id varchar(64) not null,
    -- what the vendor's gate says; ISO days
    testing_since varchar(10),
    enabled_on varchar(10),
    in_marketplace_on varchar(10),
    gate_note varchar(2000),
    -- when the vendor's gate is next worth a reminder
    remind_at timestamp(6) with time zone,
    reminded_at timestamp(6) with time zone,
    -- numbers the entries of its history
    events bigint not null,
    evidence_bytes bigint not null,
    created_at timestamp(6) with time zone not null,
    updated_at timestamp(6) with time zone not null,
    version bigint not null,
    constraint pk_registration primary key (id),
    constraint uq_registration_application unique (application_id),
    constraint fk_registration_tenant foreign key (tenant_id) references tenant (id)
);
create index ix_registration_tenant on registration (tenant_id, id);
create index ix_registration_remind on registration (remind_at);

create table registration_step (
    id varchar(64) not null,
    tenant_id varchar(64) not null,
    registration_id varchar(64) not null,
    step_key varchar(64) not null,
    position integer not null,
    state varchar(16) not null,
    -- JSON object; secrets are sealed apart
    form text not null,
    secrets bytea,
    -- fields whose secret was handed on when the step was completed; separated by blanks
    kept varchar(1000) not null,
    revision bigint not null,
    owner varchar(320),
    due_at timestamp(6) with time zone,
    blocker varchar(2000),
    waiting_since timestamp(6) with time zone,
    completed_at timestamp(6) with time zone,
    completed_by varchar(220),
    changed_at timestamp(6) with time zone,
    changed_by varchar(220),
    -- JSON object: who accepted which terms, and when
    acceptances text not null,
    refusal_reason varchar(2000),
    refused_on varchar(10),
    remind_at timestamp(6) with time zone,
    reminded_at timestamp(6) with time zone,
    version bigint not null,
    constraint pk_registration_step primary key (id),
    constraint uq_registration_step unique (registration_id, step_key),
    constraint fk_registration_step foreign key (registration_id) references registration (id) on delete cascade
);
create index ix_registration_step_remind on registration_step (remind_at);

create table registration_event (
    id varchar(64) not null,
    tenant_id varchar(64) not null,
    registration_id varchar(64) not null,
    number bigint not null,
    step_key varchar(64),
    at timestamp(6) with time zone not null,
    kind varchar(32) not null,
    author varchar(220) not null,
    text varchar(4000),
    -- JSON array of {field, from, to}; secrets as {field, secret: true}
    changes text not null,
    constraint pk_registration_event primary key (id),
    constraint uq_registration_event unique (registration_id, number),
    constraint fk_registration_event foreign key (registration_id) references registration (id) on delete cascade
);

create table practice_gate (
    id varchar(64) not null,
    tenant_id varchar(64) not null,
    registration_id varchar(64) not null,
    practice_id varchar(64) not null,
    practice_name varchar(500) not null,
    asked_on varchar(10),
    fhir_enabled_on varchar(10),
    app_authorized_on varchar(10),
    notes varchar(4000),
    connected_at timestamp(6) with time zone,
    revoked_at timestamp(6) with time zone,
    remind_at timestamp(6) with time zone,
    reminded_at timestamp(6) with time zone,
    changed_at timestamp(6) with time zone not null,
    changed_by varchar(220) not null,
    version bigint not null,
    constraint pk_practice_gate primary key (id),
    constraint uq_practice_gate unique (registration_id, practice_id),
    constraint fk_practice_gate foreign key (registration_id) references registration (id) on delete cascade
);
create index ix_practice_gate_remind on practice_gate (remind_at);

create table registration_evidence (
    id varchar(64) not null,
    tenant_id varchar(64) not null,
    registration_id varchar(64) not null,
    step_key varchar(64) not null,
    name varchar(200) not null,
    content_type varchar(100) not null,
    size bigint not null,
    sha256 varchar(64) not null,
    parts integer not null,
    added_at timestamp(6) with time zone not null,
    added_by varchar(220) not null,
    constraint pk_registration_evidence primary key (id),
    constraint fk_registration_evidence foreign key (registration_id) references registration (id) on delete cascade
);
create index ix_registration_evidence on registration_evidence (registration_id);

-- A file in parts, each sealed for itself: H2 holds at most 1 MiB in one bytea.
create table registration_evidence_part (
    id varchar(80) not null,
    tenant_id varchar(64) not null,
    evidence_id varchar(64) not null,
    number integer not null,
    content bytea not null,
    constraint pk_registration_evidence_part primary key (id),
    constraint uq_registration_evidence_part unique (evidence_id, number),
    constraint fk_registration_evidence_part foreign key (evidence_id) references registration_evidence (id) on delete cascade
);
