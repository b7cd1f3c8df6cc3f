package org.stagepost.distribution;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.stagepost.mail.SyntaxException;

/** A stage that a process may run, alone or beside others. */
public enum Role {
    MSA,
    MTA,
    MDA,
    POP3,
    IMAP;

    public static final Set<Role> ALL = Set.copyOf(EnumSet.allOf(Role.class));

    /** From names between commas; none stand for all. */
    public static Set<Role> parse(List<String> names) throws SyntaxException {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String name : names) roles.add(named(name));
        return roles.isEmpty() ? ALL : Set.copyOf(roles);
    }

    private static Role named(String name) throws SyntaxException {
        for (Role role : values()) {
            if (role.toString().equals(name)) return role;
        }
        throw new SyntaxException("no role is called " + name + "; there are msa, mta, mda, pop3 and imap");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
