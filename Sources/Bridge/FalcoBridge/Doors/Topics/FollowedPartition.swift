import LogPort

/// One partition of a source topic: its door at the intake, its reader, and the place after the records handed in.
///
/// ```
///   away ── ask how far it reaches, look at the last record, make a reader at the place ──▶ reading ──▶ reading
///    ▲                                                                                        │
///    └──────── it cannot be read now, its place is gone, or the last record is another ◀──────┘
/// ```
/// Before records are handed in the last one is looked at again when nothing came for a moment, and at least once in
/// ``TopicDoorSettings/checkInterval`` else: what was fetched before the look then follows it, for a topic does not come
/// back once it is deleted. Records that were handed in without a look are believed with the next one: until then the
/// mark that is kept stays at the record before them.
final class FollowedPartition {
    /// The result of one step.
    enum Step {
        case block(TopicBlock)
        /// Nothing new for now.
        case idle
    }

    /// What an operator should be able to look up.
    enum Notice: Equatable {
        /// The source removed these offsets before they were read.
        case removed(Range<Int64>)
        /// The source is another one: its topic was made anew or cut, or it is a copy. It is read from an offset on,
        /// behind the record that was read last when that was found.
        case other(place: Int64, end: Int64, start: Int64, isFound: Bool)
        /// The topic was read in another cluster before, where its last record was found or not.
        case moved(start: Int64, isFound: Bool)
    }

    /// What was read of it before.
    enum Past {
        /// Nothing: it begins where the settings say.
        case none
        /// Up to a place, and the last record if it is known.
        case read(Int64, SourceMark?)
        /// The topic of this name in another cluster, up to a record.
        case elsewhere(SourceMark)
    }

    let partition: TopicPartition
    let door: IntakeDoor
    private let check: PlaceCheck
    private let source: any TopicSource
    private let settings: TopicDoorSettings
    private let begin: TopicDoorSettings.Begin
    private let former: SourceMark?
    private var reader: (any LogReader)?
    private var blocks: [TopicBlock] = []
    /// How often in a row the source ended before the place.
    private var cuts = 0
    private var notices: [Notice] = []
    /// When a record was looked at again.
    private var checked: ContinuousClock.Instant?
    /// Whether nothing came since the last records: a topic cannot be made anew without a pause.
    private var hasPaused = true
    /// Whether the blocks are of a batch before which the mark was looked at.
    private var areSure = false
    /// The last record that was handed in, sure or not.
    private var latest: SourceMark?
    /// The offset behind everything that was handed in; nil before the first step.
    private(set) var next: Int64?
    /// The last record that was handed in and is known to be of the same partition as all before; nil when none is.
    private(set) var mark: SourceMark?
    /// Why it could not be read the last time; said once.
    var trouble: String?
    /// The time of the next try.
    private(set) var pausedUntil: ContinuousClock.Instant?
    /// Steps in a row that failed.
    private var failures = 0

    init(
        _ partition: TopicPartition,
        door: IntakeDoor,
        past: Past,
        begin: TopicDoorSettings.Begin,
        source: any TopicSource,
        settings: TopicDoorSettings
    ) {
        self.partition = partition
        self.door = door
        self.begin = begin
        self.source = source
        self.settings = settings
        check = PlaceCheck(partition: partition, source: source)
        switch past {
        case .none:
            former = nil
        case .read(let place, let mark):
            next = place
            self.mark = mark
            latest = mark
            former = nil
        case .elsewhere(let mark):
            former = mark
        }
    }

    /// Goes one step further: returns a block of records, a new place, or nothing.
    ///
    /// - Throws: ``LogError`` when it cannot be read now; the next step starts again at the place.
    func step() throws(LogError) -> Step {
        if let block = takeBlock() {
            return .block(block)
        }
        guard let reader else {
            return try open()
        }
        do throws(LogError) {
            if let batch = try reader.next(maxWaitMilliseconds: 0) {
                if try isOther(after: hasPaused ? .zero : settings.checkInterval) {
                    close()
                    return try open()
                }
                hasPaused = false
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
        hasPaused = true
        // Markers of transactions behind the last record: removed with it later, they would look like a loss.
        if let reached = reader.reachedOffset, let place = next, reached > place {
            next = reached
            return .block(TopicBlock(nextOffset: reached))
        }
        let isUnsure = latest != mark
        if try isOther(after: isUnsure ? .zero : settings.idleCheckInterval) {
            close()
            return try open()
        }
        // What was believed until now is kept, so that the next start knows the very last record.
        return isUnsure ? next.map { .block(TopicBlock(nextOffset: $0)) } ?? .idle : .idle
    }

    /// Returns the notices to log.
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

    /// A step failed: pauses the partition, longer each time, since failing reads delay other partitions.
    func pause() {
        close()
        // Whether the source really ends before the place is soon known: that is asked at an even pace.
        let doublings = cuts > 0 ? 0 : min(failures, TopicDoorSettings.mostDoublings)
        pausedUntil = .now + settings.retryPause * (1 << doublings)
        failures += 1
    }

    /// Closes the reader; the next step makes another one at the place.
    func close() {
        reader?.close()
        reader = nil
    }

    private func takeBlock() -> TopicBlock? {
        guard !blocks.isEmpty else { return nil }
        let block = blocks.removeFirst()
        next = block.nextOffset
        latest = block.mark ?? latest
        if areSure || mark == nil {
            mark = latest
        }
        return block
    }

    /// Looks at the mark's record again when that was so long ago.
    private func isOther(after interval: Duration) throws(LogError) -> Bool {
        areSure = false
        if let checked, ContinuousClock.now < checked + interval {
            return false
        }
        // What retention took meanwhile says nothing.
        if let mark, try check.isOther(mark) {
            return true
        }
        checked = .now
        mark = latest
        areSure = true
        return false
    }

    // MARK: Where to go on

    /// Where reading goes on, and what there is to say of it.
    private struct Start {
        let offset: Int64
        var mark: SourceMark?
        var lost: Int64 = 0
        var notice: Notice?
    }

    /// Makes a reader at the place, or where reading begins; what is gone between is counted as lost.
    private func open() throws(LogError) -> Step {
        let ends = try check.ends()
        var start = if let place = next { try goOn(at: place, ends) } else { try begin(ends) }
        if start.mark == nil, start.offset > ends.earliest {
            // Nothing was read yet, or by an earlier version: the record before the place is as good.
            start.mark = try check.record(at: start.offset - 1)
        }
        reader = try source.log.makeReader(of: partition, from: .offset(start.offset), to: nil)
        checked = .now
        hasPaused = true
        start.notice.map { notices.append($0) }
        cuts = 0
        latest = start.mark
        guard next != start.offset || mark != start.mark else { return .idle }
        // Kept before the first record comes: a restart goes on here, and what is removed until then is missed.
        next = start.offset
        mark = start.mark
        return .block(TopicBlock(nextOffset: start.offset, lost: start.lost))
    }

    /// Reading goes on at a place, if the partition is still the one that it is of.
    private func goOn(at place: Int64, _ ends: PartitionEnds) throws(LogError) -> Start {
        let standing = try check.standing(of: place, mark, in: ends)
        switch standing {
        case .here:
            return Start(offset: place, mark: mark)
        case .removed:
            let first = ends.earliest
            return Start(offset: first, mark: mark, lost: first - place, notice: .removed(place..<first))
        case .cut, .other:
            if standing == .cut {
                try confirmCut(place, ends)
            }
            let found: SourceMark? = if let mark { try check.find(mark, in: ends) } else { nil }
            let first = found.map { $0.offset + 1 } ?? ends.earliest
            return Start(
                offset: first,
                mark: found,
                notice: .other(place: place, end: ends.latest, start: first, isFound: found != nil)
            )
        }
    }

    /// Nothing was read of it: reading begins as the settings say, unless the topic was read in another cluster.
    private func begin(_ ends: PartitionEnds) throws(LogError) -> Start {
        guard let former else {
            return Start(offset: begin == .latest ? ends.stable : ends.earliest)
        }
        let found = try check.find(former, in: ends)
        let first = found.map { $0.offset + 1 } ?? ends.earliest
        return Start(offset: first, mark: found, notice: .moved(start: first, isFound: found != nil))
    }

    /// Believes only what is seen several times: reading a topic again from its beginning doubles what is still there.
    private func confirmCut(_ place: Int64, _ ends: PartitionEnds) throws(LogError) {
        cuts += 1
        guard cuts < settings.cutTries else { return }
        throw LogError(
            .unavailable,
            action: "reading \(partition)",
            message: "the source ends at \(min(ends.stable, ends.latest)), before \(place), where reading goes on; was "
                + "the topic recreated?",
            remedy: .retry
        )
    }
}
