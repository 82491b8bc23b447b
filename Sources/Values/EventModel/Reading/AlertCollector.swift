package import JSONText

extension Alert {
    /// Reads an alert from a JSON object, with all of its fields.
    ///
    /// - Throws: `PayloadFault`: `wrongKind` when it is no object, `missingMember` when there is no rule or no time,
    ///   `badValue` when the time cannot be read and there is no `evt.time` instead.
    package init(from view: JSONView) throws(PayloadFault) {
        try self.init(from: view, fields: .all, identity: .current)
    }

    /// Reads an alert from a JSON object.
    ///
    /// - Parameters:
    ///   - view: The object.
    ///   - fields: The numbers of the fields that the alert is to have, if it has them; the rule is among them.
    ///   - identity: The version of the identity table that named it.
    ///   - time: When it happened, where that is known already; nil reads it.
    /// - Throws: As `init(from:)` does.
    init(
        from view: JSONView,
        fields: JSONKeySet,
        identity: IdentityVersion,
        time: Timestamp? = nil
    ) throws(PayloadFault) {
        guard view.kind == .object else {
            throw Self.fault(.wrongKind, "the value is no JSON object")
        }
        // Not initialized: missing members are not read.
        let outcome = withUnsafeTemporaryAllocation(of: UInt32.self, capacity: AlertField.Member.capacity) {
            positions -> Result<Alert, PayloadFault> in
            guard let positions = positions.baseAddress else { preconditionFailure("there is room for positions") }
            let collector = AlertCollector(view, fields, positions, identity, time)
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
    /// When it happened, where that is known already.
    private let known: Timestamp?
    private let identity: IdentityVersion
    /// The place of the source's row in the identity table.
    private let identityPlace: UInt8

    init(
        _ view: JSONView,
        _ fields: JSONKeySet,
        _ positions: UnsafeMutablePointer<UInt32>,
        _ identity: IdentityVersion,
        _ time: Timestamp?
    ) {
        self.identity = identity
        self.view = view
        known = time
        self.positions = positions
        view.locate(AlertField.topLevel, into: positions, &locations)
        if locations.found.contains(AlertField.Member.outputFields) {
            view.value(at: positions[Int(AlertField.Member.outputFields)])
                .locate(AlertField.outputFields, into: positions, &locations)
        }
        identityPlace = identity < .current ? 0 : Self.locateSource(view, positions, &locations)
        found = locations.found
        var wanted = found.intersection(fields).intersection(AlertField.every)
        if !found.contains(AlertField.source.rawValue) {
            // A sender that names none means one.
            positions[Int(AlertField.source.rawValue)] = 0
        }
        wanted.insert(AlertField.source.rawValue)
        self.wanted = wanted
    }

    /// Notes where the fields stand that the row of the alert's source knows, and returns the row's place.
    ///
    /// A Falco before 0.30 names no source; what has fields of Kubernetes audit is of it.
    private static func locateSource(
        _ view: JSONView,
        _ positions: UnsafeMutablePointer<UInt32>,
        _ locations: inout JSONLocations
    ) -> UInt8 {
        let found = locations.found
        var place: UInt8 = 0
        var isNamed = false
        if found.contains(AlertField.source.rawValue),
            let name = view.value(at: positions[Int(AlertField.source.rawValue)]).stringBytes
        {
            if name.equals("syscall") { return 0 }
            isNamed = !name.isEmpty && !name.equals("<NA>")
            place = IdentityTable.place(ofSource: name)
        }
        if !isNamed, found.intersection(AlertField.audit).count > 0 {
            place = IdentityTable.kubernetesAudit
        }
        guard place > 0, found.contains(AlertField.Member.outputFields) else { return place }
        let row = IdentityTable.rows[Int(place) - 1]
        let fields = view.value(at: positions[Int(AlertField.Member.outputFields)])
        if let keys = row.keys { fields.locate(keys, into: positions, &locations) }
        if let keys = row.keysBehindStop { fields.locate(keys, behind: 0x2E, into: positions, &locations) }
        return place
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
        var storage: [UInt8] = []
        storage.append(addingCapacity: capacity) { (output: inout OutputSpan<UInt8>) in
            output.withUnsafeMutableBufferPointer { buffer, initializedCount in
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
        }
        guard known.contains(AlertField.rule.rawValue) else {
            throw Alert.fault(.missingMember, "there is no rule")
        }
        return Alert(
            time: time,
            priority: priority,
            known: known,
            tagCount: tagCount,
            identity: identity,
            identityPlace: identityPlace,
            storage: storage
        )
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
                    if field == AlertField.source.rawValue, let name = source(text) {
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

    /// The name of a source that is missing or has another spelling; nil when it is one as it is.
    private func source(_ text: UnsafeRawBufferPointer) -> StaticString? {
        guard identityPlace == IdentityTable.kubernetesAudit, text.isEmpty || text.equals("<NA>") else {
            return AlertText.source(text)
        }
        return "k8s_audit"
    }

    private func member(_ number: UInt8) -> JSONView? {
        found.contains(number) ? view.value(at: positions[Int(number)]) : nil
    }

    private var priority: Priority {
        guard let value = member(AlertField.Member.priority) else { return .unknown }
        if let text = value.stringBytes {
            return identity == .first ? Priority(firstSpelling: text) : Priority(spelling: text)
        }
        return identity == .first ? .unknown : value.int64.flatMap { Priority(syslogSeverity: $0) } ?? .unknown
    }

    /// The member `time` as text, else the finest of `time` and the event's own times as numbers.
    private func time() throws(PayloadFault) -> Timestamp {
        if let known { return known }
        let time = member(AlertField.Member.time)
        if let text = time?.stringBytes, let time = Timestamp(rfc3339: text) { return time }
        var finest: AlertTime.Reading?
        for number in [AlertField.evtTime.rawValue, AlertField.evtTimeISO8601.rawValue, AlertField.Member.time] {
            guard let reading = member(number).flatMap(AlertTime.read) else { continue }
            if finest.map({ reading.unitNanoseconds < $0.unitNanoseconds }) ?? true { finest = reading }
        }
        if let finest { return finest.time }
        if let time, !time.isNull {
            throw Alert.fault(.badValue, "member \"time\" is not an RFC 3339 time")
        }
        let isSet = [AlertField.evtTime, .evtTimeISO8601].contains { field in
            member(field.rawValue).map { !$0.isNull } ?? false
        }
        guard isSet else { throw Alert.fault(.missingMember, "there is no time") }
        throw Alert.fault(.badValue, "there is no time, and evt.time is no date: seconds to nanoseconds since 1970")
    }
}
