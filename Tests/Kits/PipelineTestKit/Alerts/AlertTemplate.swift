/// The bytes of one alert with the places that change: rendering copies them and fills the places.
struct AlertTemplate: Sendable {
    let bytes: [UInt8]
    private let slots: [AlertSlot]
    /// Decides the names of a job's runs.
    private let runSeed: UInt64

    /// - Parameters:
    ///   - text: The alert's JSON with slot markers.
    ///   - runSeed: A number of the pod that the alert is of.
    init(_ text: String, runSeed: UInt64) {
        bytes = Array(text.utf8)
        self.runSeed = runSeed
        var found: [AlertSlot] = []
        var index = 0
        while index < bytes.count {
            guard let kind = AlertSlot.Kind(rawValue: bytes[index]) else {
                index += 1
                continue
            }
            let end = bytes[index...].firstIndex { $0 != kind.rawValue } ?? bytes.count
            found.append(AlertSlot(kind: kind, start: index, width: end - index))
            index = end
        }
        slots = found
    }

    /// Appends one alert without an end of line.
    ///
    /// - Parameters:
    ///   - nanoseconds: Event time since 1970.
    ///   - clock: Writes times.
    ///   - generator: Decides ports, process ids and hexadecimal digits.
    ///   - buffer: Where to append.
    @inline(__always)
    func render(
        at nanoseconds: Int64,
        clock: inout EventTimeText,
        generator: inout SeededGenerator,
        to buffer: inout [UInt8]
    ) {
        let base = buffer.count
        buffer.append(contentsOf: bytes)
        let random = generator.next()
        buffer.withUnsafeMutableBytes { out in
            for slot in slots {
                let start = base + slot.start
                let place = UnsafeMutableRawBufferPointer(rebasing: out[start..<start + slot.width])
                fill(place, slot.kind, at: nanoseconds, random: random, clock: &clock)
            }
        }
    }

    @inline(__always)
    private func fill(
        _ place: UnsafeMutableRawBufferPointer,
        _ kind: AlertSlot.Kind,
        at nanoseconds: Int64,
        random: UInt64,
        clock: inout EventTimeText
    ) {
        switch kind {
        case .time: clock.write(nanoseconds, to: place)
        case .nanoseconds: EventTimeText.writeDigits(nanoseconds, to: place)
        case .port: EventTimeText.writeDigits(Int64(32_768 + random % 28_232), to: place)
        case .processID: EventTimeText.writeDigits(Int64(100_000 + random >> 20 % 800_000), to: place)
        case .hex: Self.writeHex(SeededGenerator(seed: random), to: place)
        case .runMinute: EventTimeText.writeDigits(Self.runMinute(nanoseconds), to: place)
        case .runSuffix:
            var run = runGenerator(nanoseconds)
            for index in place.indices {
                place[index] = AlertSlot.safeAlphabet[run.below(AlertSlot.safeAlphabet.count)]
            }
        case .runHex: Self.writeHex(runGenerator(nanoseconds).split(1), to: place)
        }
    }

    /// A job runs at the full hour.
    private static func runMinute(_ nanoseconds: Int64) -> Int64 {
        nanoseconds / 3_600_000_000_000 * 60
    }

    private func runGenerator(_ nanoseconds: Int64) -> SeededGenerator {
        SeededGenerator(seed: runSeed).split(UInt64(Self.runMinute(nanoseconds)))
    }

    static func writeHex(_ generator: SeededGenerator, to place: UnsafeMutableRawBufferPointer) {
        var generator = generator
        var digits: UInt64 = 0
        for index in place.indices {
            if index % 16 == 0 {
                digits = generator.next()
            }
            let digit = UInt8(truncatingIfNeeded: digits & 15)
            place[index] = digit < 10 ? 48 + digit : 87 + digit
            digits >>= 4
        }
    }
}
