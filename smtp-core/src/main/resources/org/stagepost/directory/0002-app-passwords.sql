-- Passwords of single devices, made by us; times are milliseconds since 1970.
CREATE TABLE app_password (
    app_password_id VARCHAR(16) NOT NULL PRIMARY KEY,
    account_id BIGINT NOT NULL,
    name VARCHAR(64) NOT NULL,
    created BIGINT NOT NULL,
    digest VARCHAR(512) NOT NULL,
    scram_keys VARCHAR(512) NOT NULL
);
