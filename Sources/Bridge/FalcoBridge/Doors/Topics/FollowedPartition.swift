import LogPort

/// One partition of a source topic: its door at the intake, its reader, and the place behind what was handed in.
///
/// ```
///   away ── ask how far it reaches, make a reader at the place ──▶ reading ──▶ reading
///    ▲                                                               │
///    └────────── it cannot be read now, or its place is gone ◀───────┘
/// ```
final class FollowedPartition {
    /// What one step brought.
    enum Step {
        case block(TopicBlock)
        /// Nothing new for now.
        case idle
    }

    /// What an operator should be able to look up.
    enum Notice {
        /// The source removed these offsets before they were read.
        case removed(Range<Int64>)
        /// The source ends before the place: its topic was made anew or cut, and is read from its beginning.
        case cut(place: Int64, end: Int64)
    }

    let partition: TopicPartition
    let door: IntakeDoor
    private let source: any TopicSource
    private let settings: TopicDoorSettings
    private let begin: TopicDoorSettings.Begin
    private var reader: (any LogReader)?
    private var blocks: [TopicBlock] = []
    /// How often in a row the source ended before the place.
    private var cuts = 0
    private(set) var notices: [Notice] = []
    /// The offset behind everything that was handed in; nil before the first step.
    private(set) var next: Int64?
    /// Why it could not be read the last time; said once.
    var trouble: String?
    /// Before then it is left alone.
    private(set) var pausedUntil: ContinuousClock.Instant?
    /// Steps in a row that failed.
    private var failures = 0

    init(
        _ partition: TopicPartition,
        door: IntakeDoor,
        place: Int64?,
        begin: TopicDoorSettings.Begin,
        source: any TopicSource,
        settings: TopicDoorSettings
    ) {
        self.partition = partition
        self.door = door
        self.begin = begin
        self.source = source
        self.settings = settings
        next = place
    }

    /// Goes one step on: a block of what was read, a new place, or nothing.
    ///
    /// - Throws: ``LogError`` when it cannot be read now; the next step begins anew at the place.
    func step() throws(LogError) -> Step {
        if let block = takeBlock() {
            return .block(block)
        }
        guard let reader else {
            return try open()
        }
        do throws(LogError) {
            if let batch = try reader.next(maxWaitMilliseconds: 0) {
                blocks = TopicBlock.blocks(
                    of: batch,
                    blockBytes: settings.blockBytes,
                    recordBytes: settings.recordBytes
                )
                return takeBlock().map { .block($0) } ?? .idle
            }
        } catch {
            close()
            guard error.code == .outOfRange else { throw error }
            return try open()
        }
        // Markers of transactions behind the last record: removed with it later, they would look like a loss.
        if let reached = reader.reachedOffset, let place = next, reached > place {
            next = reached
            return .block(TopicBlock(nextOffset: reached))
        }
        return .idle
    }

    /// Hands over what is to be said.
    func takeNotices() -> [Notice] {
        defer { notices = [] }
        return notices
    }

    /// A step went well.
    func resume() {
        trouble = nil
        pausedUntil = nil
        failures = 0
    }

    /// A step failed: leaves the partition alone for a while, longer each time, for asking in vain takes the time of others.
    func pause() {
        close()
        pausedUntil = .now + settings.retryPause * (1 << min(failures, TopicDoorSettings.mostDoublings))
        failures += 1
    }

    /// Gives the reader up; the next step makes another one at the place.
    func close() {
        reader?.close()
        reader = nil
    }

    private func takeBlock() -> TopicBlock? {
        guard !blocks.isEmpty else { return nil }
        let block = blocks.removeFirst()
        next = block.nextOffset
        return block
    }

    /// Makes a reader at the place, or where reading begins; what is gone between is counted as lost.
    private func open() throws(LogError) -> Step {
        guard let ends = try source.ends(of: [partition])[partition] else {
            throw LogError(
                .unavailable,
                action: "looking up \(partition)",
                message: "the source does not say how far it reaches",
                remedy: .retry
            )
        }
        var start = ends.earliest
        var lost: Int64 = 0
        var notice: Notice?
        if let place = next {
            if place > ends.latest {
                try confirmCut(place, ends.latest)
                notice = .cut(place: place, end: ends.latest)
            } else if place < ends.earliest {
                lost = ends.earliest - place
                notice = .removed(place..<ends.earliest)
            } else {
                start = place
            }
        } else if begin == .latest {
            start = ends.stable
        }
        reader = try source.log.makeReader(of: partition, from: .offset(start), to: nil)
        notice.map { notices.append($0) }
        cuts = 0
        guard start != next else {
            return .idle
        }
        // Kept before the first record comes: a restart goes on here, and what is removed until then is missed.
        next = start
        return .block(TopicBlock(nextOffset: start, lost: lost))
    }

    /// Believes only what is seen several times: reading a topic again from its beginning doubles what is still there.
    private func confirmCut(_ place: Int64, _ end: Int64) throws(LogError) {
        cuts += 1
        guard cuts < settings.cutTries else { return }
        throw LogError(
            .unavailable,
            action: "reading \(partition)",
            message: "the source ends at \(end), before \(place), where reading goes on; was the topic made anew?",
            remedy: .retry
        )
    }
}
