package org.stagepost.distribution;

import java.util.EnumSet;
import java.util.Set;
import org.stagepost.mailstore.maildir.Duty;
import org.stagepost.trace.Tracer;

/**
 * What one process is made of: its roles, and which arrows of the mail path are calls within it.
 *
 * @param witness sees every event beside the log
 */
public record Assembly(Configuration configuration, Set<Role> roles, Arrows arrows, Tracer witness) {
    public Assembly {
        roles = Set.copyOf(roles);
    }

    boolean has(Role role) {
        return roles.contains(role);
    }

    /** Whether an arrow that leads to this role is a call: the role is here too, and nobody insists on wires. */
    boolean calls(Role to) {
        return arrows == Arrows.IN_PROCESS && has(to);
    }

    /** Whether the process reads or writes mailboxes itself. */
    boolean touchesMailboxes() {
        return has(Role.MDA) || has(Role.POP3) || has(Role.IMAP);
    }

    /** What it does in the store that no other process does. */
    Set<Duty> duties() {
        Set<Duty> duties = EnumSet.noneOf(Duty.class);
        if (has(Role.IMAP)) duties.add(Duty.OWN);
        if (has(Role.MDA)) duties.add(Duty.DELIVER);
        return duties;
    }

    /** What the process is called in the names of its logs: {@code all}, or its roles. */
    String name() {
        if (roles.equals(Role.ALL)) return "all";
        return String.join("+", roles.stream().sorted().map(Role::toString).toList());
    }
}
