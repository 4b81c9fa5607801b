create table bulk_export (
    id varchar(64) not null,
    tenant_id varchar(64) not null,
    connection_id varchar(64) not null,
    export_level varchar(16) not null,
    group_id varchar(200),
    -- resource types, parted by commas; empty for all
    types text not null,
    since_at timestamp(6) with time zone,
    -- one a line; null for none
    type_filters bytea,
    output_format varchar(64) not null,
    state varchar(16) not null,
    -- the node on whose disk the files are; null before any node began
    node varchar(64),
    -- counts the times a node took it; what an older holder still wants to write is refused
    lease bigint not null,
    -- when it is looked at next; whoever works on it has moved it ahead, so that another goes on if that one dies
    due_at timestamp(6) with time zone not null,
    -- in a row, without a step that went well between them
    setbacks integer not null,
    polls integer not null,
    progress varchar(100),
    progress_percent integer,
    -- where the EHR tells how it is; null before the kick-off and after the end
    status_url bytea,
    -- what the files are sealed with
    data_key bytea not null,
    files_total integer not null,
    files_done integer not null,
    bytes_done bigint not null,
    cause_code varchar(64),
    cause_text varchar(400),
    -- when the EHR is told that we are done; null if there is nothing to tell
    release_at timestamp(6) with time zone,
    release_tries integer not null,
    created_at timestamp(6) with time zone not null,
    started_at timestamp(6) with time zone,
    ended_at timestamp(6) with time zone,
    removed_at timestamp(6) with time zone,
    constraint pk_bulk_export primary key (id)
);
create index ix_bulk_export_tenant on bulk_export (tenant_id, id);
create index ix_bulk_export_due on bulk_export (state, due_at);
create index ix_bulk_export_ended on bulk_export (ended_at);
create index ix_bulk_export_release on bulk_export (release_at);

create table bulk_export_file (
    id varchar(64) not null,
    tenant_id varchar(64) not null,
    export_id varchar(64) not null,
    -- in the manifest, from 0
    place integer not null,
    kind varchar(16) not null,
    type varchar(64) not null,
    name varchar(100) not null,
    -- where the EHR has it; may open it by itself
    address bytea not null,
    needs_token boolean not null,
    -- how many resources the manifest promises
    told bigint,
    here boolean not null,
    bytes bigint,
    lines bigint,
    sha256 varchar(64),
    constraint pk_bulk_export_file primary key (id),
    constraint fk_bulk_export_file_export foreign key (export_id) references bulk_export (id) on delete cascade
);
create unique index ux_bulk_export_file_name on bulk_export_file (export_id, name);
