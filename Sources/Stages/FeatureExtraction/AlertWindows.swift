import JSONText

/// How many alerts of each kind came in the last minute and the last 15 minutes of event time.
///
/// Two rings: six slots of ten seconds for all alerts, 15 slots of a clock minute for each kind. The newest event moves
/// them on; a late one is counted in its own slot. One that is later than 15 minutes is not counted, unless it came in
/// an envelope of Eyrie's first versions: those were decided with it in the oldest minute.
struct AlertWindows: Sendable, Equatable {
    /// Kinds that are counted: all, urgent, warning and the six groups, a bit each.
    static let kinds = 9
    /// Minutes of the long window.
    static let minuteSlots: UInt32 = 15
    /// Slots of ten seconds in the short window.
    static let tenSlots: UInt32 = 6

    /// The newest slot of ten seconds since 1970.
    private(set) var head: UInt32
    private var tens = [UInt32](repeating: 0, count: Int(tenSlots))
    private var minutes = [UInt32](repeating: 0, count: Int(minuteSlots) * kinds)
    /// Sums of `minutes` over its slots, `[kinds]`.
    private var sums = [UInt32](repeating: 0, count: kinds)

    /// Begins empty windows at a slot of ten seconds.
    init(head: UInt32) {
        self.head = head
    }

    /// The newest minute since 1970.
    var minute: UInt32 { head / Self.tenSlots }

    /// The oldest minute that is still counted.
    var firstMinute: UInt32 { minute < Self.minuteSlots ? 0 : minute - (Self.minuteSlots - 1) }

    /// Moves on to a slot of ten seconds, if that is newer.
    mutating func advance(to slot: UInt32) {
        guard slot > head else { return }
        let oldMinute = minute
        for step in 1...min(slot - head, Self.tenSlots) { tens[Int((head + step) % Self.tenSlots)] = 0 }
        head = slot
        guard minute > oldMinute else { return }
        for step in 1...min(minute - oldMinute, Self.minuteSlots) {
            let first = Int((oldMinute + step) % Self.minuteSlots) * Self.kinds
            for kind in 0..<Self.kinds {
                sums[kind] -= minutes[first + kind]
                minutes[first + kind] = 0
            }
        }
    }

    /// Whether a slot lies before every minute that is counted.
    func isBehind(_ slot: UInt32) -> Bool { slot / Self.tenSlots < firstMinute }

    /// Counts an alert of some kinds in a slot of ten seconds that is not after the newest.
    ///
    /// - Returns: The minute in which it was counted.
    mutating func add(in slot: UInt32, kinds: UInt16) -> UInt32 {
        precondition(slot <= head, "windows advance before an alert is counted")
        if head - slot < Self.tenSlots { tens[Int(slot % Self.tenSlots)] += 1 }
        let minute = max(slot / Self.tenSlots, firstMinute)
        let first = Int(minute % Self.minuteSlots) * Self.kinds
        for kind in 0..<Self.kinds where kinds >> UInt16(kind) & 1 == 1 {
            minutes[first + kind] += 1
            sums[kind] += 1
        }
        return minute
    }

    /// Alerts in the last minute.
    var lastMinute: Int {
        var sum = 0
        for count in tens { sum += Int(count) }
        return sum
    }

    /// Returns the alerts of a kind in the last 15 minutes.
    func count(ofKind kind: Int) -> Int { Int(sums[kind]) }

    /// Writes the ten-second counts, newest first, as one array and the minutes that have alerts as another.
    ///
    /// Of a minute: how long ago it is, then its counts.
    func write(into writer: inout JSONWriter) {
        writer.beginArray("tens")
        for ago in 0..<Self.tenSlots { writer.uint(UInt64(ago > head ? 0 : tens[Int((head - ago) % Self.tenSlots)])) }
        writer.endArray()
        writer.beginArray("minutes")
        for ago in 0..<Self.minuteSlots where ago <= minute {
            let first = Int((minute - ago) % Self.minuteSlots) * Self.kinds
            if minutes[first] == 0 { continue }
            writer.uint(UInt64(ago))
            for kind in 0..<Self.kinds { writer.uint(UInt64(minutes[first + kind])) }
        }
        writer.endArray()
    }

    /// Reads what ``write(into:)`` wrote; nil for anything else.
    init?(head: UInt32, tens tensView: JSONView, minutes minutesView: JSONView) {
        self.head = head
        guard
            let tenNumbers = StateNumbers.read(tensView, groupsOf: Int(Self.tenSlots), atMost: 1),
            tenNumbers.count == Int(Self.tenSlots),
            let numbers = StateNumbers.read(
                minutesView,
                groupsOf: Self.kinds + 1,
                atMost: Int(Self.minuteSlots)
            )
        else { return nil }
        for ago in 0..<Self.tenSlots where ago <= head {
            guard let count = UInt32(exactly: tenNumbers[Int(ago)]) else { return nil }
            tens[Int((head - ago) % Self.tenSlots)] = count
        }
        for start in stride(from: 0, to: numbers.count, by: Self.kinds + 1) {
            guard numbers[start] < UInt64(Self.minuteSlots), numbers[start] <= UInt64(minute) else { return nil }
            let first = Int((minute - UInt32(numbers[start])) % Self.minuteSlots) * Self.kinds
            for kind in 0..<Self.kinds {
                // Below 2^27, so that 15 of them stay in 32 bits.
                guard numbers[start + 1 + kind] < 1 << 27 else { return nil }
                let count = UInt32(numbers[start + 1 + kind])
                minutes[first + kind] += count
                sums[kind] += count
            }
        }
    }
}
