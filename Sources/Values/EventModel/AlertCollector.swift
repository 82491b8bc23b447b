package import JSONText

extension Alert {
    /// Reads an alert from a JSON object.
    ///
    /// - Throws: `PayloadFault`: `wrongKind` when it is no object, `missingMember` when there is no rule or no time,
    ///   `badValue` when the time cannot be read and there is no integer `evt.time` instead.
    package init(from view: JSONView) throws(PayloadFault) {
        guard view.kind == .object else {
            throw Self.fault(.wrongKind, "the value is no JSON object")
        }
        let outcome = withUnsafeTemporaryAllocation(of: UInt32.self, capacity: AlertCollector.capacity) {
            positions -> Result<Alert, PayloadFault> in
            var collector = AlertCollector(view, positions)
            collector.collect()
            do throws(PayloadFault) {
                return .success(try collector.finish())
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

/// Collects the positions of the known fields of one alert, then copies them in the order of `AlertField`.
struct AlertCollector {
    /// Room for a position a field.
    static let capacity = 128

    private let view: JSONView
    private let positions: UnsafeMutableBufferPointer<UInt32>
    private var low: UInt64 = 0
    private var high: UInt64 = 0
    /// The bytes that the collected fields and tags take at most.
    private var size = 0
    private var time: JSONView?
    private var tags: JSONView?
    private var tagCount = 0
    private var priority = Priority.unknown

    init(_ view: JSONView, _ positions: UnsafeMutableBufferPointer<UInt32>) {
        self.view = view
        self.positions = positions
    }

    /// Walks the members of the alert.
    mutating func collect() {
        var fields: JSONView?
        for member in view.members {
            let key = member.key
            switch key.count {
            case 4 where key.equals("rule"): add(AlertField.rule.rawValue, member.value)
            case 4 where key.equals("time"): time = time ?? member.value
            case 4 where key.equals("tags"): tags = tags ?? member.value
            case 6 where key.equals("source"): add(AlertField.source.rawValue, member.value)
            case 6 where key.equals("output"): add(AlertField.output.rawValue, member.value)
            case 7 where key.equals("message"): add(AlertField.message.rawValue, member.value)
            case 8 where key.equals("hostname"): add(AlertField.hostname.rawValue, member.value)
            case 8 where key.equals("priority"):
                if let spelling = member.value.stringBytes { priority = Priority(spelling: spelling) }
            case 13 where key.equals("output_fields"): fields = fields ?? member.value
            default: break
            }
        }
        if let fields {
            let table = FieldTable.shared
            for member in fields.members {
                if let field = table.field(member.key) {
                    add(field, member.value)
                }
            }
        }
        if let tags {
            for tag in tags.elements {
                guard let bytes = tag.stringBytes, !bytes.isEmpty else { continue }
                tagCount += 1
                size += bytes.count
            }
        }
    }

    /// Notes where a field is, unless it is already there or means "unknown".
    @inline(__always)
    private mutating func add(_ field: UInt8, _ value: JSONView) {
        let bit = UInt64(field)
        guard (bit < 64 ? low >> bit : high >> (bit - 64)) & 1 == 0 else { return }
        let count = FieldText.maximumCount(of: value, field)
        guard count > 0 else { return }
        if bit < 64 {
            low |= 1 << bit
        } else {
            high |= 1 << (bit - 64)
        }
        positions[Int(field)] = value.position
        size += count
    }

    /// Makes the alert of what was collected.
    mutating func finish() throws(PayloadFault) -> Alert {
        guard low & 1 << UInt64(AlertField.rule.rawValue) != 0 else {
            throw Alert.fault(.missingMember, "there is no rule")
        }
        let time = try eventTime()
        // A sender that names no source is an old Falco, whose only source was system calls.
        let sourceBit: UInt64 = 1 << UInt64(AlertField.source.rawValue)
        let defaultsSource = low & sourceBit == 0
        low |= sourceBit
        let slots = low.nonzeroBitCount + high.nonzeroBitCount + tagCount
        let header = slots * 4
        let storage = [UInt8](unsafeUninitializedCapacity: header + size + FieldText.syscall.utf8CodeUnitCount) {
            buffer,
            initializedCount in
            guard let base = buffer.baseAddress.map({ UnsafeMutableRawPointer($0) }) else { return }
            var rank = 0
            var end = header
            for (offset, word) in [(0, low), (64, high)] {
                var rest = word
                while rest != 0 {
                    let field = rest.trailingZeroBitCount + offset
                    rest &= rest - 1
                    if field == Int(AlertField.source.rawValue) {
                        let value = defaultsSource ? nil : view.value(at: positions[field])
                        end += FieldText.writeSource(value, to: base + end)
                    } else {
                        end += FieldText.write(view.value(at: positions[field]), to: base + end)
                    }
                    base.storeBytes(of: UInt32(truncatingIfNeeded: end), toByteOffset: rank * 4, as: UInt32.self)
                    rank += 1
                }
            }
            if let tags {
                for tag in tags.elements {
                    guard let bytes = tag.stringBytes, !bytes.isEmpty else { continue }
                    end += FieldText.copy(bytes, to: base + end)
                    base.storeBytes(of: UInt32(truncatingIfNeeded: end), toByteOffset: rank * 4, as: UInt32.self)
                    rank += 1
                }
            }
            initializedCount = end
        }
        return Alert(time: time, priority: priority, low: low, high: high, tagCount: tagCount, storage: storage)
    }

    /// The member `time`, else the event's own integer nanoseconds.
    private func eventTime() throws(PayloadFault) -> Timestamp {
        if let text = time?.stringBytes, let time = Timestamp(rfc3339: text) { return time }
        for field in [AlertField.evtTime, .evtTimeISO8601] {
            let bit = UInt64(field.rawValue)
            guard (bit < 64 ? low >> bit : high >> (bit - 64)) & 1 == 1 else { continue }
            let value = view.value(at: positions[Int(field.rawValue)])
            if let nanoseconds = value.int64 { return Timestamp(nanoseconds: nanoseconds) }
        }
        guard let time, !time.isNull else {
            throw Alert.fault(.missingMember, "there is no time")
        }
        throw Alert.fault(.badValue, "member \"time\" is not an RFC 3339 time")
    }
}
