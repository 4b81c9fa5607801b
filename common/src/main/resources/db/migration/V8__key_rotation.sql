-- One change of keys each, and how far it has come: after a crash it goes on there, on whichever node comes first.
create table key_rotation (
    id varchar(64) not null,
    -- sealing, fingerprints, master
    keyset varchar(32) not null,
    -- the same for all while a new key is taken into use, the rotation's own id before and after: one at a time
    live_key varchar(64) not null,
    state varchar(16) not null,
    new_key varchar(64) not null,
    keep_old_seconds bigint not null,
    started_at timestamp(6) with time zone not null,
    -- when its next step may be taken
    due_at timestamp(6) with time zone not null,
    promoted_at timestamp(6) with time zone,
    -- when the old keys may go, known once everything is sealed with the new one
    drop_at timestamp(6) with time zone,
    ended_at timestamp(6) with time zone,
    -- how far this pass has come: the column, and the last row of it
    at_column varchar(128) not null,
    at_row varchar(128) not null,
    passes integer not null,
    resealed bigint not null,
    -- values of this pass that no key opens
    broken bigint not null,
    version bigint not null,
    constraint pk_key_rotation primary key (id),
    constraint uq_key_rotation_live unique (live_key)
);
