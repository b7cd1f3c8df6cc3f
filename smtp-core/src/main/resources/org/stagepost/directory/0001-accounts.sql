-- Runs on H2 and PostgreSQL alike. Ids are made in Java; times are milliseconds since 1970.
CREATE TABLE setting (
    scope VARCHAR(64) NOT NULL,
    name VARCHAR(64) NOT NULL,
    content VARCHAR(1000) NOT NULL,
    PRIMARY KEY (scope, name)
);
-- The domain of the lowest place is the primary one.
CREATE TABLE domain (
    domain VARCHAR(255) NOT NULL PRIMARY KEY,
    place BIGINT NOT NULL
);
-- Each address here belongs to one account, or is an alias (account_id 0).
CREATE TABLE address (
    address VARCHAR(320) NOT NULL PRIMARY KEY,
    account_id BIGINT NOT NULL,
    kind VARCHAR(8) NOT NULL
);
CREATE TABLE account (
    account_id BIGINT NOT NULL PRIMARY KEY,
    address VARCHAR(320) NOT NULL,
    state VARCHAR(8) NOT NULL,
    password_hash VARCHAR(512) NOT NULL,
    scram_keys VARCHAR(512) NOT NULL,
    created BIGINT NOT NULL
);
CREATE TABLE alias_target (
    address VARCHAR(320) NOT NULL,
    target VARCHAR(320) NOT NULL,
    place BIGINT NOT NULL,
    PRIMARY KEY (address, target)
);
