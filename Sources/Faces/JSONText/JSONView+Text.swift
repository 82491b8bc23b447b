// Walking an object and copying what was found are here, in the module that knows the tape: the compiler inlines
// nothing of `package` access into another module, and these loops are the hottest of all.

/// Where known values are in a document, and what their texts take.
package struct JSONLocations {
    /// The numbers of the keys that were found.
    package internal(set) var found = JSONKeySet()
    /// Where the strings of the objects that were searched begin in simdjson's buffer; nil before the first.
    var firstString: Int?
    /// Where the last of them begins.
    var lastString = 0
    /// How many of the values found are not strings.
    var otherCount = 0
    /// Whether one of them is an array.
    var hasArray = false

    /// Nothing found yet.
    package init() {}
}

extension JSONView {
    /// Notes where the values of known keys stand.
    ///
    /// - Parameters:
    ///   - table: The keys that are looked for; their numbers are below 128.
    ///   - positions: A position a number of the table; written for what is found alone.
    ///   - locations: What was found before, of this document; of a repeated key the first counts.
    package func locate(
        _ table: JSONKeyTable,
        into positions: UnsafeMutablePointer<UInt32>,
        _ locations: inout JSONLocations
    ) {
        guard type == 0x7B else { return }
        let (tape, strings, probe) = (tape, UnsafeRawPointer(strings), table.probe)
        var key = index + 1
        let end = nextIndex - 1
        guard key < end else { return }
        var found = locations.found
        var last = locations.lastString
        if locations.firstString == nil {
            locations.firstString = Int(truncatingIfNeeded: tape[key] & Self.payloadMask)
        }
        while key < end {
            let name = Int(truncatingIfNeeded: tape[key] & Self.payloadMask)
            let word = tape[key + 1]
            let isString = word >> 56 == 0x22
            last = max(last, isString ? Int(truncatingIfNeeded: word & Self.payloadMask) : name)
            let bytes = strings + name + 4
            let length = Int((strings + name).loadUnaligned(as: UInt32.self))
            if length >= 4, let number = probe.number(bytes, JSONKeyTable.ends(of: bytes, length), length),
                !found.contains(number)
            {
                found.insert(number)
                positions[Int(number)] = UInt32(truncatingIfNeeded: key + 1)
                if !isString {
                    locations.otherCount += 1
                    locations.hasArray = locations.hasArray || word >> 56 == 0x5B
                }
            }
            key = isString ? key + 2 : JSONView(self, at: key + 1).nextIndex
        }
        locations.found = found
        locations.lastString = last
    }

    /// Notes where the values of keys stand by what is behind the first stop in them, whatever is before it.
    ///
    /// - Parameters:
    ///   - table: What is looked for behind the stop; its numbers are below 128.
    ///   - stop: A character, such as a full stop; a key without it is passed over.
    ///   - positions: As for ``locate(_:into:_:)``.
    ///   - locations: What `locate` found of this object; of equal keys the first counts.
    package func locate(
        _ table: JSONKeyTable,
        behind stop: UInt8,
        into positions: UnsafeMutablePointer<UInt32>,
        _ locations: inout JSONLocations
    ) {
        for member in JSONMembers(of: self) {
            guard let place = member.key.firstIndex(of: stop),
                let number = table.number(of: UnsafeRawBufferPointer(rebasing: member.key[(place + 1)...])),
                !locations.found.contains(number)
            else { continue }
            locations.found.insert(number)
            positions[Int(number)] = member.value.position
            if member.value.kind != .string {
                locations.otherCount += 1
                locations.hasArray = locations.hasArray || member.value.kind == .array
            }
        }
    }

    /// Counts the strings of an array.
    ///
    /// - Parameter locations: Learns where the last of them stands, so that their texts are copied with the others.
    /// - Returns: How many strings there are; 0 when the value is not an array.
    package func countStrings(_ locations: inout JSONLocations) -> Int {
        var count = 0
        for element in elements where element.type == 0x22 {
            count += 1
            locations.lastString = max(locations.lastString, Int(truncatingIfNeeded: element.payload))
        }
        return count
    }

    /// At least as many bytes as the texts take that `copyTexts` writes.
    ///
    /// Texts of integers, booleans and arrays are not longer than what is in the document for them. That of a number
    /// with a fraction or an exponent may be (`1e18`), up to `Decimal.maximumDigits`; that is why such numbers are left
    /// out of arrays.
    package func textBound(_ locations: JSONLocations) -> Int {
        stringsCount(locations) + locations.otherCount * (Decimal.maximumDigits + 1)
            + (locations.hasArray ? documentText.count : 0)
    }

    /// How many bytes the strings take in simdjson's buffer, with what stands between them.
    private func stringsCount(_ locations: JSONLocations) -> Int {
        guard let first = locations.firstString else { return 0 }
        let last = UnsafeRawPointer(strings) + locations.lastString
        return locations.lastString + 4 + Int(last.loadUnaligned(as: UInt32.self)) - first
    }

    /// Copies the texts of located values, all strings of the objects at once.
    ///
    /// - Parameters:
    ///   - numbers: Whose texts are wanted, of at least what was found; `positions` has 0 for what was not.
    ///   - positions: What `locate` filled.
    ///   - locations: What `locate` and `countStrings` found.
    ///   - list: An array whose strings follow, but the empty ones; nil for none.
    ///   - storage: Room for the texts, from `start` on `textBound` bytes.
    ///   - start: Where the texts begin; below 2^31, as is all that is behind it.
    ///   - ranges: For each number in order, then for each string of the list: start and length of its text in
    ///     `storage`.
    /// - Returns: Where the texts end, and how many strings the list has.
    package func copyTexts(
        of numbers: JSONKeySet,
        at positions: UnsafePointer<UInt32>,
        _ locations: JSONLocations,
        list: JSONView?,
        into storage: UnsafeMutableRawPointer,
        from start: Int,
        ranges: UnsafeMutablePointer<UInt32>
    ) -> (end: Int, listed: Int) {
        let strings = UnsafeRawPointer(strings)
        let first = locations.firstString ?? 0
        let count = stringsCount(locations)
        if count > 0 {
            (storage + start).copyMemory(from: strings + first, byteCount: count)
        }
        var end = start + count
        // What an offset in simdjson's buffer is in the storage, behind the length of the string.
        let shift = start - first + 4
        var range = ranges
        for half in 0..<2 {
            var bits = half == 0 ? numbers.low : numbers.high
            while bits != 0 {
                let position = Int(positions[half * 64 + bits.trailingZeroBitCount])
                bits &= bits - 1
                let word = tape[position]
                if word >> 56 == 0x22 {
                    let offset = Int(truncatingIfNeeded: word & Self.payloadMask)
                    range[0] = UInt32(truncatingIfNeeded: offset + shift)
                    range[1] = (strings + offset).loadUnaligned(as: UInt32.self)
                } else {
                    let length = position == 0 ? 0 : JSONView(self, at: position).writeText(to: storage + end)
                    range[0] = UInt32(truncatingIfNeeded: end)
                    range[1] = UInt32(truncatingIfNeeded: length)
                    end += length
                }
                range += 2
            }
        }
        var listed = 0
        guard let list else { return (end, 0) }
        for element in list.elements where element.type == 0x22 {
            let offset = Int(truncatingIfNeeded: element.payload)
            let length = (strings + offset).loadUnaligned(as: UInt32.self)
            guard length > 0 else { continue }
            range[0] = UInt32(truncatingIfNeeded: offset + shift)
            range[1] = length
            range += 2
            listed += 1
        }
        return (end, listed)
    }

    /// Copies the thousandths of an array's numbers, rounded half away from zero.
    ///
    /// - Parameter out: Room for as many as the array has elements.
    /// - Returns: Whether all elements are numbers whose thousandths fit in 32 bits.
    package func copyThousandths(to out: UnsafeMutablePointer<Int32>) -> Bool {
        var place = out
        for element in elements {
            guard let value = element.milli, let thousandths = Int32(exactly: value) else { return false }
            place.initialize(to: thousandths)
            place += 1
        }
        return true
    }

    /// Hands the text of this value to the body, which must not let it escape; empty for null and objects.
    ///
    /// - Parameter body: What to do with the text, which is as `copyTexts` copies it.
    /// - Returns: What the body returns.
    package func withText<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        if let bytes = stringBytes { return body(bytes) }
        let room = documentText.count + Decimal.maximumDigits + 1
        return withUnsafeTemporaryAllocation(byteCount: room, alignment: 1) { buffer in
            let length = buffer.baseAddress.map { writeText(to: $0) } ?? 0
            return body(UnsafeRawBufferPointer(rebasing: buffer[..<length]))
        }
    }

    /// Writes the text of a value and returns its length.
    ///
    /// A string is itself; integers are their digits, booleans `true` and `false`; a number with a fraction is cut to
    /// an integer (beyond 64 bits the nearest); null and objects are nothing; an array is the texts of its strings,
    /// integers and booleans with commas between them.
    ///
    /// - Parameter out: Room for the text, see `textBound`.
    /// - Returns: The number of bytes, 0 for nothing.
    private func writeText(to out: UnsafeMutableRawPointer) -> Int {
        switch kind {
        case .string:
            let bytes = unsafeStringBytes
            guard let base = bytes.baseAddress else { return 0 }
            out.copyMemory(from: base, byteCount: bytes.count)
            return bytes.count
        case .int64: return Decimal.write(Int64(bitPattern: tape[index + 1]), to: out)
        case .uint64: return Decimal.write(tape[index + 1], to: out)
        case .double: return Decimal.write(Self.cut(Double(bitPattern: tape[index + 1])), to: out)
        case .boolTrue: return Self.write("true", to: out)
        case .boolFalse: return Self.write("false", to: out)
        case .null, .object: return 0
        case .array:
            var end = 0
            for element in elements where element.type != 0x5B && element.type != 0x64 {
                let start = end > 0 ? end + 1 : 0
                let length = element.writeText(to: out + start)
                guard length > 0 else { continue }
                if end > 0 {
                    out.storeBytes(of: 0x2C, toByteOffset: end, as: UInt8.self)
                }
                end = start + length
            }
            return end
        }
    }

    private static func cut(_ value: Double) -> Int64 {
        Int64(exactly: value.rounded(.towardZero)) ?? (value < 0 ? .min : .max)
    }

    private static func write(_ text: StaticString, to out: UnsafeMutableRawPointer) -> Int {
        out.copyMemory(from: text.utf8Start, byteCount: text.utf8CodeUnitCount)
        return text.utf8CodeUnitCount
    }
}
