package org.stagepost.disk;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a disk holds for certain at one moment, and everything that a power cut may take away or leave. Each thing that is
 * open is a question with numbered answers, of which 0 is what is certain and the last is what was done last; a list with an
 * answer to each is a disk.
 */
final class PageCache {
    private final Map<Integer, Content> files = new HashMap<>();
    private final Map<Integer, Map<String, Name>> folders = new HashMap<>();
    private List<Name> names = List.of();
    private List<Integer> inodes = List.of();
    private Map<Object, Integer> questions = Map.of();

    PageCache() {
        folders.put(Step.ROOT, new TreeMap<>());
    }

    void does(Step step) {
        switch (step) {
            case Step.Made made -> {
                if (made.folder()) folders.put(made.inode(), new TreeMap<>());
                else files.put(made.inode(), new Content());
            }
            case Step.Written written -> file(written.inode()).does(step);
            case Step.Truncated cut -> file(cut.inode()).does(step);
            case Step.Stamped stamped -> file(stamped.inode()).does(step);
            case Step.Forced forced -> file(forced.inode()).forced();
            case Step.Named named -> name(named.folder(), named.name()).leadsTo(named.inode());
            case Step.Renamed renamed -> {
                Name to = name(renamed.toFolder(), renamed.toName());
                Name.Lead lead = to.leadsTo(renamed.inode());
                name(renamed.folder(), renamed.name()).movedTo(to, lead);
            }
            case Step.FolderForced forced -> folder(forced.inode()).values().forEach(Name::forced);
            case Step.Mark promise -> {}
        }
    }

    private Content file(int inode) {
        return requireNonNull(files.get(inode));
    }

    private Map<String, Name> folder(int inode) {
        return requireNonNull(folders.get(inode));
    }

    private Name name(int folder, String text) {
        return folder(folder).computeIfAbsent(text, Name::new);
    }

    /** How many answers each open question has at this moment. */
    int[] ask() {
        Set<Integer> named = new HashSet<>();
        List<Name> open = new ArrayList<>();
        for (Map<String, Name> folder : folders.values()) {
            folder.values()
                    .removeIf(name ->
                            name.leads().size() == 1 && name.leads().getFirst().inode() == Step.GONE);
            for (Name name : folder.values()) {
                for (Name.Lead lead : name.leads()) named.add(lead.inode());
                if (name.leads().size() > 1) open.add(name);
            }
        }
        names = open;
        inodes = files.keySet().stream()
                .filter(inode -> named.contains(inode) && file(inode).versions().size() > 1)
                .sorted()
                .toList();
        questions = new HashMap<>();
        int[] answers = new int[names.size() + inodes.size()];
        for (int i = 0; i < names.size(); i++) {
            questions.put(names.get(i), i);
            answers[i] = names.get(i).leads().size();
        }
        for (int i = 0; i < inodes.size(); i++) {
            questions.put(inodes.get(i), names.size() + i);
            answers[names.size() + i] = file(inodes.get(i)).versions().size();
        }
        return answers;
    }

    /**
     * Makes a legal disk of any answers: a rename takes an inode away from its old name only where it has the new one (every
     * journaling file system commits the two together), and what a file holds is no question where it has no name.
     */
    int[] legal(int[] answers) {
        int[] legal = answers.clone();
        for (boolean changed = true; changed; ) {
            changed = false;
            for (int i = 0; i < names.size(); i++) {
                for (Name.Lead lead : names.get(i).leads().subList(1, legal[i] + 1)) changed |= kept(lead, legal);
            }
        }
        Set<Integer> there = new HashSet<>();
        reach(Step.ROOT, legal, there);
        for (int inode : inodes) {
            if (!there.contains(inode)) legal[requireNonNull(questions.get(inode))] = 0;
        }
        return legal;
    }

    private boolean kept(Name.Lead lead, int[] answers) {
        Integer question = lead.other() == null ? null : questions.get(lead.other());
        if (question == null || lead.other() == null || lead.there() == null) return false;
        int least = lead.other().position(lead.there());
        if (answers[question] >= least) return false;
        answers[question] = least;
        return true;
    }

    /** A folder has one name at a time: of two that a rename may leave, the first one counts. */
    private void reach(int folder, int[] answers, Set<Integer> there) {
        for (Name name : folder(folder).values()) {
            int inode = inode(name, answers);
            if (inode != Step.GONE && there.add(inode) && folders.containsKey(inode)) reach(inode, answers, there);
        }
    }

    private int inode(Name name, int[] answers) {
        Integer question = questions.get(name);
        return name.leads().get(question == null ? 0 : answers[question]).inode();
    }

    /** Makes the disk in a folder, which must not exist yet. */
    void write(Path place, int[] answers) throws IOException {
        write(Step.ROOT, Files.createDirectory(place), answers, new HashMap<>());
    }

    private void write(int folder, Path place, int[] answers, Map<Integer, Path> written) throws IOException {
        for (Name name : folder(folder).values()) {
            int inode = inode(name, answers);
            if (inode == Step.GONE) continue;
            Path path = place.resolve(name.toString());
            Path first = written.putIfAbsent(inode, path);
            if (files.containsKey(inode)) {
                if (first != null) Files.createLink(path, first);
                else file(inode).write(path, version(inode, answers));
            } else if (first == null) write(inode, Files.createDirectory(path), answers, written);
        }
    }

    private Content.Version version(int inode, int[] answers) {
        Integer question = questions.get(inode);
        return file(inode).versions().get(question == null ? 0 : answers[question]);
    }

    /** What these answers took away, for people. */
    String told(int[] answers) {
        Map<String, String> lost = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            Name name = names.get(i);
            if (answers[i] < name.leads().size() - 1)
                lost.put(
                        name.toString(),
                        "inode " + name.leads().get(answers[i]).inode() + " and not "
                                + name.leads().getLast().inode());
        }
        for (int inode : inodes) {
            Content.Version version = version(inode, answers);
            if (answers[requireNonNull(questions.get(inode))]
                    < file(inode).versions().size() - 1)
                lost.put("inode " + inode, version + ", " + file(inode).octets(version).length + " octets");
        }
        return lost.toString();
    }
}
