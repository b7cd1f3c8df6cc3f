package org.stagepost.mta;

import jakarta.inject.Inject;
import java.util.List;
import org.stagepost.mta.MtaConfig.Receiving;
import org.stagepost.net.AddressRange;

/** Whose networks may hand in mail for anywhere, and ask who lives here, at this moment. */
public final class Permitted {
    private volatile Networks now;

    /** Both lists at one moment. */
    private record Networks(List<AddressRange> relaying, List<AddressRange> told) {}

    @Inject
    Permitted(MtaConfig config) {
        this.now = networks(config.receiving());
    }

    /** From the next command on, these. */
    public void become(Receiving receiving) {
        now = networks(receiving);
    }

    private static Networks networks(Receiving receiving) {
        return new Networks(receiving.networks(), receiving.told());
    }

    List<AddressRange> relaying() {
        return now.relaying();
    }

    List<AddressRange> told() {
        return now.told();
    }
}
