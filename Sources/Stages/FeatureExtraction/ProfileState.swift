import EventModel

/// The state of features for one profile.
///
/// Bounded: at most ``Capacity`` hashes of each kind and 15 minutes of counts, below 12 KB of JSON; typically 1 to 2
/// KB. ``SeenSet`` and ``BurstTable`` describe what is removed at a limit. A profile whose state the runner evicted
/// starts again.
package struct ProfileState: Sendable, Equatable {
    /// The most hashes kept of each kind.
    package enum Capacity {
        package static let rules = 32
        package static let processes = 48
        package static let lineages = 64
        package static let files = 64
        package static let remotes = 64
        package static let users = 16
        package static let images = 16
        package static let entities = 16
    }

    /// The first minute since 1970 in which the profile was seen.
    var born: UInt32
    var windows: AlertWindows
    var rules = SeenSet()
    var processes = SeenSet()
    var lineages = SeenSet()
    var files = SeenSet()
    var remotes = SeenSet()
    var users = SeenSet()
    var images = SeenSet()
    var ruleCounts = BurstTable()
    var entityCounts = BurstTable()

    /// Begins a profile at a slot of ten seconds since 1970.
    init(head: UInt32) {
        windows = AlertWindows(head: head)
        born = windows.minute
    }

    /// Minutes after its first alert in which a profile counts as new and nothing in it does.
    static let settlingMinutes: UInt32 = 15

    /// Whether the profile is still new.
    var isNew: Bool { windows.minute < born + Self.settlingMinutes }

    /// Notes one alert.
    ///
    /// - Parameters:
    ///   - slot: The alert's slot of ten seconds since 1970.
    ///   - kinds: What it counts as, a bit each (``AlertWindows``).
    ///   - keys: The hashes of its names.
    ///   - entity: The hash of its entity.
    ///   - countsLate: Whether an alert that is later than the windows counts in their oldest minute; else it leaves counts
    ///     as they are, and only what it shows for the first time is remembered, with its own minute.
    mutating func note(slot: UInt32, kinds: UInt16, keys: AlertKeys, entity: UInt64, countsLate: Bool) {
        windows.advance(to: slot)
        let isCounted = countsLate || !windows.isBehind(slot)
        let minute = isCounted ? windows.add(in: slot, kinds: kinds) : slot / AlertWindows.tenSlots
        if let rule = keys.rule {
            rules.see(rule, at: minute, capacity: Capacity.rules)
            if isCounted { ruleCounts.add(rule, at: minute, capacity: Capacity.rules) }
        }
        if let process = keys.process { processes.see(process, at: minute, capacity: Capacity.processes) }
        if let lineage = keys.lineage { lineages.see(lineage, at: minute, capacity: Capacity.lineages) }
        if let file = keys.file { files.see(file, at: minute, capacity: Capacity.files) }
        if let remote = keys.remote { remotes.see(remote, at: minute, capacity: Capacity.remotes) }
        if let user = keys.user { users.see(user, at: minute, capacity: Capacity.users) }
        if let image = keys.image { images.see(image, at: minute, capacity: Capacity.images) }
        if isCounted { entityCounts.add(entity, at: minute, capacity: Capacity.entities) }
    }

    /// Returns the vector's values in thousandths, in the order of ``Feature``, for an alert of an entity.
    func values(entity: UInt64, logarithms: CountLogarithms) -> [Milli] {
        let minute = windows.minute
        let start = windows.firstMinute
        let newStart = max(start, born + Self.settlingMinutes)
        let rules = rules.count(since: start, newSince: newStart)
        let processes = processes.count(since: start, newSince: newStart)
        let lineages = lineages.count(since: start, newSince: newStart)
        let files = files.count(since: start, newSince: newStart)
        let remotes = remotes.count(since: start, newSince: newStart)
        let users = users.count(since: start, newSince: newStart)
        let images = images.count(since: start, newSince: newStart)
        var values: [Milli] = []
        values.append(addingCapacity: Feature.count) { (room: inout OutputSpan<Milli>) in
            func put(_ thousandths: Int32) {
                room.append(Milli(thousandths: thousandths))
            }
            put(logarithms[windows.lastMinute])
            for kind in 0..<AlertWindows.kinds { put(logarithms[windows.count(ofKind: kind)]) }
            put(logarithms[rules.distinct])
            put(logarithms[processes.distinct])
            put(logarithms[files.distinct])
            put(logarithms[remotes.distinct])
            put(logarithms[entityCounts.count(of: entity, at: minute)])
            put(ruleCounts.topShare(at: minute))
            put(logarithms[rules.new])
            put(logarithms[processes.new])
            put(logarithms[lineages.new])
            put(logarithms[remotes.new])
            put(logarithms[files.new])
            put(logarithms[users.new])
            put(logarithms[images.new])
            put(logarithms[isNew ? 1 : 0])
        }
        return values
    }
}
