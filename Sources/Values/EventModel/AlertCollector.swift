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
        let outcome = withUnsafeTemporaryAllocation(of: UInt32.self, capacity: AlertField.Member.capacity) {
            positions -> Result<Alert, PayloadFault> in
            positions.initialize(repeating: 0)
            let collector = AlertCollector(view, positions)
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

/// Finds the known fields of one alert, then copies their texts in the order of `AlertField`.
struct AlertCollector {
    private let view: JSONView
    /// Where each field stands, 0 for one that is not there.
    private let positions: UnsafeMutableBufferPointer<UInt32>
    /// How many values were found.
    private let found: Int

    init(_ view: JSONView, _ positions: UnsafeMutableBufferPointer<UInt32>) {
        self.view = view
        self.positions = positions
        var found = view.locate(AlertField.topLevel, into: positions)
        let fields = positions[Int(AlertField.Member.outputFields)]
        if fields != 0 {
            found += view.value(at: fields).locate(AlertField.outputFields, into: positions)
        }
        self.found = found
    }

    /// Makes the alert of what was found.
    func alert() throws(PayloadFault) -> Alert {
        let time = try time()
        var low: UInt64 = 0
        var high: UInt64 = 0
        var tagCount = 0
        // The texts, among them the source that is missing, then an end for each field and each tag.
        let slots = AlertField.allCases.count + (member(AlertField.Member.tags)?.elementCount ?? 0)
        let capacity = view.textBound(ofValues: found) + JSONView.textSlack + AlertText.slack + slots * 4
        let storage = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, initializedCount in
            guard let base = buffer.baseAddress.map({ UnsafeMutableRawPointer($0) }) else { return }
            withUnsafeTemporaryAllocation(of: UInt32.self, capacity: slots) { ends in
                var rank = 0
                var end = 0
                for field in 0..<AlertField.allCases.count {
                    let position = positions[field]
                    var length = position == 0 ? 0 : view.value(at: position).writeText(to: base + end)
                    let text = UnsafeMutableRawBufferPointer(start: base + end, count: length)
                    length = AlertText.known(UInt8(truncatingIfNeeded: field), text)
                    guard length > 0 else { continue }
                    if field < 64 {
                        low |= 1 << UInt64(field)
                    } else {
                        high |= 1 << UInt64(field - 64)
                    }
                    end += length
                    ends[rank] = UInt32(truncatingIfNeeded: end)
                    rank += 1
                }
                if let tags = member(AlertField.Member.tags) {
                    for tag in tags.elements where tag.kind == .string {
                        let length = tag.writeText(to: base + end)
                        guard length > 0 else { continue }
                        end += length
                        ends[rank] = UInt32(truncatingIfNeeded: end)
                        rank += 1
                        tagCount += 1
                    }
                }
                if let first = ends.baseAddress {
                    (base + end).copyMemory(from: first, byteCount: rank * 4)
                }
                initializedCount = end + rank * 4
            }
        }
        guard low & 1 << UInt64(AlertField.rule.rawValue) != 0 else {
            throw Alert.fault(.missingMember, "there is no rule")
        }
        return Alert(time: time, priority: priority, low: low, high: high, tagCount: tagCount, storage: storage)
    }

    private func member(_ number: UInt8) -> JSONView? {
        let position = positions[Int(number)]
        return position == 0 ? nil : view.value(at: position)
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
