-- Passwords of single devices, made by us; times are milliseconds since 1970.
CREATE TABLE app_password (
    app_password_id VARCHAR(16) NOT NULL PRIMARY KEY,
    account_id BIGINT NOT NULL,
    name VARCHAR(64) NOT NULL,
    created BIGINT NOT NULL,
    digest VARCHAR(512) NOT NULL,
    scram_keys VARCHAR(512) NOT NULL
);
-- Mechanisms of an older age that an account may use; sealed is empty until its password is set again.
CREATE TABLE legacy_login (
    account_id BIGINT NOT NULL,
    mechanism VARCHAR(16) NOT NULL,
    sealed VARCHAR(512) NOT NULL,
    PRIMARY KEY (account_id, mechanism)
);
