-- What only some lists say: other names, further identifiers and places, the organisation above. JSON; null if there is none of it.
alter table practice add column extras text;

-- Whether the name is one of a test practice, by the profile's words; null where nobody has looked: by the usual words then.
alter table practice add column test_name boolean;
