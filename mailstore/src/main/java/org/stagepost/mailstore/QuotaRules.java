package org.stagepost.mailstore;

import org.stagepost.mail.Address;

/** Which quota an account has now. */
@FunctionalInterface
public interface QuotaRules {
    /** Nobody has any. */
    QuotaRules NONE = account -> Quota.NONE;

    Quota of(Address account);
}
