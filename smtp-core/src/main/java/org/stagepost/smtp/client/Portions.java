package org.stagepost.smtp.client;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.stagepost.mail.Domain;
import org.stagepost.mail.Recipient;

/** The recipients of a message in as many transactions as the server's limits make necessary (RFC 9422). */
final class Portions {
    private Portions() {}

    /** At least one portion, together all recipients in their order. */
    static List<List<Recipient>> of(List<Recipient> recipients, Offered offered) {
        List<List<Recipient>> portions = new ArrayList<>();
        List<Recipient> portion = new ArrayList<>();
        Set<Domain> domains = new HashSet<>();
        for (Recipient recipient : recipients) {
            domains.add(recipient.address().domain());
            if (portion.size() == offered.recipientsAtOnce() || domains.size() > offered.domainsAtOnce()) {
                portions.add(portion);
                portion = new ArrayList<>();
                domains = new HashSet<>(Set.of(recipient.address().domain()));
            }
            portion.add(recipient);
        }
        portions.add(portion);
        return portions;
    }
}
