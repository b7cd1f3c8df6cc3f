package org.stagepost.distribution.sandbox;

import org.stagepost.mail.Address;
import org.stagepost.mail.Domain;

/** Somebody with an account in a sandbox. */
public record Person(String name, String domain, String password) {
    public String address() {
        return name + "@" + domain;
    }

    Address mailbox() {
        return new Address(name, new Domain(domain));
    }
}
