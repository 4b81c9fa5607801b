-- Records of calls, packed: a few hundred calls of one tenant in a row, instead of a row with seven indexes for each of them.
-- Records of before are let go of; the sums of calls stay.
drop table proxied_call;
create table call_block (
    -- the process that wrote it, and which of its blocks; a block that still grows is written again as a whole
    id varchar(32) not null,
    tenant_id varchar(64) not null,
    -- the lowest and the highest id of its calls; blocks overlap
    first_id varchar(32) not null,
    last_id varchar(32) not null,
    calls integer not null,
    -- calls with status 400 or more, or with a code
    troubles integer not null,
    slowest_micros bigint not null,
    -- Bloom filter over the texts in it
    holds bytea not null,
    body bytea not null,
    constraint pk_call_block primary key (id)
);
create index ix_call_block_calls on call_block (tenant_id, last_id, first_id);
