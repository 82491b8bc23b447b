package import JSONText

extension Alert {
    /// Reads an alert from a JSON object, with all of its fields.
    ///
    /// - Throws: `PayloadFault`: `wrongKind` when it is no object, `missingMember` when there is no rule or no time,
    ///   `badValue` when the time cannot be read and there is no integer `evt.time` instead.
    package init(from view: JSONView) throws(PayloadFault) {
        try self.init(from: view, fields: .all)
    }

    /// Reads an alert from a JSON object.
    ///
    /// - Parameters:
    ///   - view: The object.
    ///   - fields: The numbers of the fields that the alert is to have, if it has them; the rule is among them.
    /// - Throws: As `init(from:)` does.
    init(from view: JSONView, fields: JSONKeySet) throws(PayloadFault) {
        guard view.kind == .object else {
            throw Self.fault(.wrongKind, "the value is no JSON object")
        }
        // Not set: what was not found is not looked at.
        let outcome = withUnsafeTemporaryAllocation(of: UInt32.self, capacity: AlertField.Member.capacity) {
            positions -> Result<Alert, PayloadFault> in
            guard let positions = positions.baseAddress else { preconditionFailure("there is room for positions") }
            let collector = AlertCollector(view, fields, positions)
            do throws(PayloadFault) {
                return .success(try collector.alert())
            } catch {
                return .failure(error)
            }
        }
        self = try outcome.get()
    }

    static func fault(_ code: PayloadFault.Code, _ message: String) -> PayloadFault {
        PayloadFault(code, action: "decoding Alert", message: message)
    }
}

/// Finds the known fields of one alert, then copies all strings at once and keeps the ranges of what is known.
struct AlertCollector {
    private let view: JSONView
    /// Where each member stands that was found.
    private let positions: UnsafeMutablePointer<UInt32>
    private let found: JSONKeySet
    private var locations = JSONLocations()
    /// The fields whose texts are wanted, the source always among them.
    private let wanted: JSONKeySet

    init(_ view: JSONView, _ fields: JSONKeySet, _ positions: UnsafeMutablePointer<UInt32>) {
        self.view = view
        self.positions = positions
        view.locate(AlertField.topLevel, into: positions, &locations)
        if locations.found.contains(AlertField.Member.outputFields) {
            view.value(at: positions[Int(AlertField.Member.outputFields)])
                .locate(AlertField.outputFields, into: positions, &locations)
        }
        found = locations.found
        var wanted = found.intersection(fields).intersection(AlertField.every)
        if !found.contains(AlertField.source.rawValue) {
            // A sender that names none means one.
            positions[Int(AlertField.source.rawValue)] = 0
        }
        wanted.insert(AlertField.source.rawValue)
        self.wanted = wanted
    }

    /// Makes the alert of what was found.
    func alert() throws(PayloadFault) -> Alert {
        let time = try time()
        let tags = member(AlertField.Member.tags)
        var locations = locations
        let slots = wanted.count + (tags?.countStrings(&locations) ?? 0)
        let textStart = slots * Alert.rangeBytes
        let capacity = textStart + view.textBound(locations) + AlertText.slack
        var known = JSONKeySet()
        var tagCount = 0
        let storage = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, initializedCount in
            guard let base = buffer.baseAddress.map({ UnsafeMutableRawPointer($0) }) else { return }
            let ranges = base.bindMemory(to: UInt32.self, capacity: slots * 2)
            let texts = view.copyTexts(
                of: wanted,
                at: positions,
                locations,
                list: tags,
                into: base,
                from: textStart,
                ranges: ranges
            )
            initializedCount = texts.end
            known = keepKnown(base, ranges, &initializedCount)
            // The tags come up behind the fields that are known.
            let (kept, all) = (known.count * 2, wanted.count * 2)
            tagCount = texts.listed
            if kept < all {
                for index in 0..<texts.listed * 2 {
                    ranges[kept + index] = ranges[all + index]
                }
            }
            // What is left of the ranges is read by nobody, and yet it is part of the storage.
            for index in kept + texts.listed * 2..<slots * 2 {
                ranges[index] = 0
            }
        }
        guard known.contains(AlertField.rule.rawValue) else {
            throw Alert.fault(.missingMember, "there is no rule")
        }
        return Alert(time: time, priority: priority, known: known, tagCount: tagCount, storage: storage)
    }

    /// Moves the ranges of what is known together and puts right what has to be; returns the fields that are left.
    @inline(__always)
    private func keepKnown(
        _ base: UnsafeMutableRawPointer,
        _ ranges: UnsafeMutablePointer<UInt32>,
        _ end: inout Int
    ) -> JSONKeySet {
        var known = JSONKeySet()
        var (from, to) = (ranges, ranges)
        for half: UInt8 in 0..<2 {
            var bits = half == 0 ? wanted.low : wanted.high
            while bits != 0 {
                let field = half &* 64 &+ UInt8(truncatingIfNeeded: bits.trailingZeroBitCount)
                bits &= bits &- 1
                var (start, length) = (from[0], from[1])
                from += 2
                if length <= AlertText.longestSpecial {
                    let text = UnsafeRawBufferPointer(start: base + Int(start), count: Int(length))
                    if field == AlertField.source.rawValue, let name = AlertText.source(text) {
                        start = UInt32(truncatingIfNeeded: end)
                        length = UInt32(name.utf8CodeUnitCount)
                        (base + end).copyMemory(from: name.utf8Start, byteCount: name.utf8CodeUnitCount)
                        end += name.utf8CodeUnitCount
                    } else if AlertText.isUnknown(field, text) {
                        continue
                    }
                }
                known.insert(field)
                (to[0], to[1]) = (start, length)
                to += 2
            }
        }
        return known
    }

    private func member(_ number: UInt8) -> JSONView? {
        found.contains(number) ? view.value(at: positions[Int(number)]) : nil
    }

    private var priority: Priority {
        member(AlertField.Member.priority)?.stringBytes.map { Priority(spelling: $0) } ?? .unknown
    }

    /// The member `time`, else the event's own integer nanoseconds.
    private func time() throws(PayloadFault) -> Timestamp {
        let time = member(AlertField.Member.time)
        if let text = time?.stringBytes, let time = Timestamp(rfc3339: text) { return time }
        for field in [AlertField.evtTime, .evtTimeISO8601] {
            if let nanoseconds = member(field.rawValue)?.int64 { return Timestamp(nanoseconds: nanoseconds) }
        }
        guard let time, !time.isNull else {
            throw Alert.fault(.missingMember, "there is no time")
        }
        throw Alert.fault(.badValue, "member \"time\" is not an RFC 3339 time")
    }
}
