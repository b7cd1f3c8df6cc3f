-- What else an account may send as; *@domain stands for every address of it.
CREATE TABLE send_as (
    account_id BIGINT NOT NULL,
    address VARCHAR(320) NOT NULL,
    PRIMARY KEY (account_id, address)
);
