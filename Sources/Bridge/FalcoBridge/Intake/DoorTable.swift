/// The doors of one intake with their counters, as kept by the log.
struct DoorTable {
    struct Entry {
        let kind: String
        var counters: DoorCounters
    }

    private(set) var entries: [Entry] = []
    /// What the log's changelog says of doors, also of those that are not open now.
    var kept: [String: DoorCounters] = [:]

    /// Opens a door, or finds the open one of that name.
    mutating func open(_ name: String, kind: String) -> IntakeDoor {
        if let index = entries.firstIndex(where: { $0.counters.door == name }) {
            return IntakeDoor(name: name, kind: entries[index].kind, kept: entries[index].counters, index: index)
        }
        let counters = kept[name] ?? DoorCounters(door: name)
        entries.append(Entry(kind: kind, counters: counters))
        return IntakeDoor(name: name, kind: kind, kept: counters, index: entries.count - 1)
    }

    mutating func keep(_ counters: DoorCounters, at index: Int) {
        entries[index].counters = counters
        kept[counters.door] = counters
    }
}
