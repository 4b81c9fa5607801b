-- Imports that are looked at before they count, and undone: who brought what from where, and what was there before.
alter table directory_snapshot add column tenant_id varchar(64);
alter table directory_snapshot add column by_kind varchar(16);
alter table directory_snapshot add column by_id varchar(64);
-- an address; null for a file
alter table directory_snapshot add column source varchar(2048);
-- the snapshot it was compared with; 0 for none, null where nobody wrote it down
alter table directory_snapshot add column base bigint;
alter table directory_snapshot add column practices integer default 0 not null;
alter table directory_snapshot add column endpoints integer default 0 not null;
alter table directory_snapshot add column practices_before integer default 0 not null;
alter table directory_snapshot add column endpoints_before integer default 0 not null;
-- until when it waits for a yes; null unless it waits
alter table directory_snapshot add column staged_until timestamp(6) with time zone;
-- what it would change, as JSON; null unless it waits
alter table directory_snapshot add column report text;
-- the snapshot that it took back
alter table directory_snapshot add column undoes bigint;
create index ix_directory_snapshot_ehr on directory_snapshot (ehr, published_at);

-- What somebody set otherwise than the EHR's profile says: null for what it says.
alter table directory add column address varchar(2048);
-- 0: never
alter table directory add column every_hours integer;
alter table directory add column paused boolean default false not null;

-- Keys: who made them, where they were used last, and which one followed.
alter table api_key add column made_by_kind varchar(16);
alter table api_key add column made_by_id varchar(64);
alter table api_key add column last_used_from varchar(64);
alter table api_key add column rolled_to varchar(64);

-- How a tenant's connect page looks, and which pages may show it in a frame.
create table connect_page (
    tenant_id varchar(64) not null,
    display_name varchar(200),
    logo_url varchar(2048),
    accent varchar(7),
    support_email varchar(254),
    -- exact origins, one a line
    origins text not null,
    updated_at timestamp(6) with time zone not null,
    version bigint not null,
    constraint pk_connect_page primary key (tenant_id),
    constraint fk_connect_page_tenant foreign key (tenant_id) references tenant (id)
);
