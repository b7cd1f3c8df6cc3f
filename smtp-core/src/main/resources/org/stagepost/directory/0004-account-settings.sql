-- What is set for one account alone: its quota, say.
CREATE TABLE account_setting (
    account_id BIGINT NOT NULL,
    name VARCHAR(64) NOT NULL,
    content VARCHAR(255) NOT NULL,
    PRIMARY KEY (account_id, name)
);
