package org.stagepost.net;

/** Asks at once what a network otherwise asks about four times a minute. */
public final class Conditions {
    private Conditions() {}

    public static void ask(Network network) {
        network.askConditions();
    }
}
