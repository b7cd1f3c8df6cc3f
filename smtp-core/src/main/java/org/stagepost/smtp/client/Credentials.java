package org.stagepost.smtp.client;

/** A name and its secret, which nothing prints. */
public record Credentials(String name, String secret) {
    @Override
    public String toString() {
        return name;
    }
}
