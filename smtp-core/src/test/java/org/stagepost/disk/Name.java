package org.stagepost.disk;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A name in a folder: where it leads for certain, and where it has led since the folder was last forced. */
final class Name {
    private final String text;
    private final List<Lead> leads = new ArrayList<>();

    /** Where the name led at a time. Two are the same only where they are one. */
    static final class Lead {
        private final int inode;
        private final @Nullable Name other;
        private final @Nullable Lead there;

        /** @param other the name that a rename gave the inode which had this one, and the lead there */
        private Lead(int inode, @Nullable Name other, @Nullable Lead there) {
            this.inode = inode;
            this.other = other;
            this.there = there;
        }

        int inode() {
            return inode;
        }

        @Nullable
        Name other() {
            return other;
        }

        @Nullable
        Lead there() {
            return there;
        }
    }

    /** One that leads nowhere yet. */
    Name(String text) {
        this.text = text;
        leads.add(new Lead(Step.GONE, null, null));
    }

    Lead leadsTo(int inode) {
        Lead lead = new Lead(inode, null, null);
        leads.add(lead);
        return lead;
    }

    /** The inode is gone from here, and has another name for it. */
    void movedTo(Name other, Lead there) {
        leads.add(new Lead(Step.GONE, other, there));
    }

    /** The first is what is certain, the last is what was done last. */
    List<Lead> leads() {
        return leads;
    }

    /** The folder was forced: what a rename took away from here is at its other name for certain. */
    void forced() {
        certain(leads.size() - 1);
    }

    private void certain(int position) {
        List<Lead> over = List.copyOf(leads.subList(0, position + 1));
        leads.subList(0, position).clear();
        for (Lead lead : over) {
            if (lead.other() == null || lead.there() == null) continue;
            int there = lead.other().position(lead.there());
            if (there > 0) lead.other().certain(there);
        }
    }

    /** Which of the leads this is, or -1. */
    int position(Lead lead) {
        return leads.indexOf(lead);
    }

    @Override
    public String toString() {
        return text;
    }
}
