package org.stagepost.distribution.control;

import java.util.List;

/** Answers orders about one thing that this process owns: the directory, the queue, the store. */
public interface Clerk {
    /** Whether this clerk knows what to do with an order that begins with this word. */
    boolean knows(String duty);

    /** Whether its orders change nothing, and come so often that the log need not tell of each. */
    default boolean isOnlyAsked() {
        return false;
    }

    /**
     * @param order the words of the command, without options: {@code account add secret bob@mars.test}
     * @return what to print
     */
    List<String> answer(List<String> order) throws RefusedException;
}
