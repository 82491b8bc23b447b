import Telemetry

/// The files that a door follows: the known ones, and those that may be open now.
struct FollowedFiles {
    private let patterns: [FilePattern]
    private let limits: FileDoorLimits
    private let intake: AlertIntake
    private let logger: Logger
    private var files: [FollowedFile] = []
    private var known: Set<String> = []
    /// Paths that earlier processes followed.
    private let formerPaths: Set<String>
    private var round = 0
    private var hasSaidFull = false

    init(patterns: [FilePattern], limits: FileDoorLimits, intake: AlertIntake, logger: Logger) {
        precondition(limits.openFiles > 0 && limits.files > 0, "a door follows at least one file")
        self.patterns = patterns
        self.limits = limits
        self.intake = intake
        self.logger = logger
        formerPaths = Set(
            intake.counters.compactMap { counters in
                counters.door.firstRange(of: "file:").map { String(counters.door[$0.upperBound...]) }
            }
        )
    }

    var count: Int {
        files.count
    }

    /// Looks for new files, and forgets those of patterns that are gone and read to their end.
    mutating func search() {
        for file in files where file.isGone() && isKept(file) {
            known.remove(file.path)
            logger.debug("A file is gone", ["file.path": .string(file.path)])
        }
        files.removeAll { !known.contains($0.path) }
        for pattern in patterns {
            let isNamed = pattern.isOnePath
            for path in pattern.paths(besides: known.union(formerPaths)) where !known.contains(path) {
                guard files.count < limits.files else {
                    sayFull()
                    return
                }
                known.insert(path)
                files.append(follow(path, isNamed: isNamed))
            }
        }
        hasSaidFull = false
    }

    /// Returns the files that are looked at in this round: those that are open, or may be opened.
    mutating func beginRound() -> [FollowedFile] {
        round += 1
        var openCount = files.count { $0.tailer.isOpen }
        var turn: [FollowedFile] = []
        for file in files {
            if file.tailer.isOpen {
                turn.append(file)
            } else if file.wantsToBeOpened {
                guard openCount < limits.openFiles || suspendOne() else {
                    continue
                }
                openCount = min(openCount + 1, limits.openFiles)
                file.isIdle = false
                turn.append(file)
            }
        }
        // Without those that were closed for others.
        return turn.filter { $0.tailer.isOpen || $0.wantsToBeOpened }
    }

    /// Remembers the result of a check.
    func note(_ file: FollowedFile) {
        if !file.isIdle {
            file.lastBusyRound = round
        }
        file.lookAfter()
    }

    /// Closes the file that has had nothing new for longest; false when each one has something new or cannot be closed.
    private func suspendOne() -> Bool {
        let candidates = files.filter { $0.tailer.isOpen && $0.isIdle }
        return candidates.sorted { $0.lastBusyRound < $1.lastBusyRound }.contains { $0.suspend() }
    }

    /// Whether a door of that name would continue where this one stopped.
    private func isKept(_ file: FollowedFile) -> Bool {
        guard let position = file.handedIn else {
            return true
        }
        return intake.counters.first { $0.door == file.door.name }?.position == position
    }

    private func follow(_ path: String, isNamed: Bool) -> FollowedFile {
        let door = intake.openDoor("file:\(path)", kind: "file")
        logger.debug("A file is followed", ["file.path": .string(path)])
        let tailer = FileTailer(
            path: path,
            from: door.kept.position,
            isFollowing: true,
            chunkBytes: limits.chunkBytes
        )
        return FollowedFile(path: path, door: door, tailer: tailer, isNamed: isNamed)
    }

    private mutating func sayFull() {
        guard !hasSaidFull else {
            return
        }
        hasSaidFull = true
        logger.warning(
            "More files match than can be followed; the rest waits until some are gone",
            ["files.limit": .integer(limits.files)]
        )
    }
}
