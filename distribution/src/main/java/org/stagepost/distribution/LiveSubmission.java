package org.stagepost.distribution;

import jakarta.inject.Inject;
import java.io.IOException;
import java.util.Set;
import org.stagepost.msa.DeviceServer;
import org.stagepost.msa.Devices;
import org.stagepost.msa.SubmissionLimits;

/** What logins and devices may send. */
final class LiveSubmission implements Live {
    private final SubmissionLimits limits;
    private final Devices devices;
    private final DeviceServer server;

    @Inject
    LiveSubmission(SubmissionLimits limits, Devices devices, DeviceServer server) {
        this.limits = limits;
        this.devices = devices;
        this.server = server;
    }

    @Override
    public Set<String> keys() {
        return Set.of(
                "msa.messages-per-hour",
                "msa.recipients-per-hour",
                "msa.messages-per-day",
                "msa.recipients-per-day",
                "msa.new-correspondents-per-day",
                "msa.devices");
    }

    @Override
    public void become(Configuration next) throws IOException {
        limits.become(next.msa().allotment());
        devices.become(next.msa().devices());
        try {
            server.follow();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
