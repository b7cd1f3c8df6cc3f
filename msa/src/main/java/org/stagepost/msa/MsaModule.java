package org.stagepost.msa;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;

/**
 * Submission. From the process come the directory, the mechanisms for logins, the network, its keys, the clock, the
 * disk, the reporter, a {@link java.util.random.RandomGenerator} for ids, and the way onward: {@link TransferHop} where the transfer
 * agent runs elsewhere.
 */
public final class MsaModule extends AbstractModule {
    private final MsaConfig config;

    public MsaModule(MsaConfig config) {
        this.config = config;
    }

    @Override
    protected void configure() {
        bind(MsaConfig.class).toInstance(config);
        bind(Stamp.class).in(Singleton.class);
        bind(Correspondents.class).in(Singleton.class);
        bind(Repeats.class).in(Singleton.class);
        bind(HeldMail.class).in(Singleton.class);
        bind(Submission.class).in(Singleton.class);
        bind(SubmissionLimits.class).in(Singleton.class);
        bind(UsedAllotments.class).in(Singleton.class);
        bind(SubmissionReceiver.class).in(Singleton.class);
        bind(SubmissionTerms.class).in(Singleton.class);
        bind(SubmissionDialogue.class).in(Singleton.class);
        bind(SubmissionServer.class).in(Singleton.class);
        bind(Devices.class).in(Singleton.class);
        bind(DeviceServer.class).in(Singleton.class);
        bind(TransferHop.class).in(Singleton.class);
    }
}
