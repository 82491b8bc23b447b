import JSONText

/// The value of a record of `eyrie.models.v1`: a manifest and the model's own bytes; its SHA-256 is the model's name.
///
/// Layout: `EYRM`, version 1 and the manifest's length as little-endian 32-bit integers, the manifest, the model.
package struct ModelRecord: Sendable, Equatable {
    private static let magic: [UInt8] = [0x45, 0x59, 0x52, 0x4D]
    private static let version: UInt32 = 1
    private static let headerBytes = 12

    /// What the model is and where it comes from.
    package let manifest: ModelManifest
    /// The model, in its algorithm's own layout.
    package let model: [UInt8]

    package init(manifest: ModelManifest, model: [UInt8]) {
        self.manifest = manifest
        self.model = model
    }

    /// The record's value.
    package var encoded: [UInt8] {
        let manifest = manifest.encoded
        var bytes = Self.magic
        bytes.reserveCapacity(Self.headerBytes + manifest.count + model.count)
        for word in [Self.version, UInt32(manifest.count)] {
            for shift in 0..<4 {
                bytes.append(UInt8(truncatingIfNeeded: word >> UInt32(8 * shift)))
            }
        }
        bytes += manifest
        bytes += model
        return bytes
    }

    /// Reads a record's value.
    ///
    /// - Throws: `PayloadFault`; `badLayout` when it is not a model record of version 1.
    package init(decoding value: UnsafeRawBufferPointer) throws(PayloadFault) {
        guard value.count >= Self.headerBytes, value.prefix(4).elementsEqual(Self.magic) else {
            throw PayloadFault(.badLayout, action: "decoding ModelRecord", message: "it does not begin with EYRM")
        }
        let version = UInt32(littleEndian: value.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
        guard version == Self.version else {
            throw PayloadFault(.badLayout, action: "decoding ModelRecord", message: "version \(version) is not 1")
        }
        let length = Int(UInt32(littleEndian: value.loadUnaligned(fromByteOffset: 8, as: UInt32.self)))
        guard length <= value.count - Self.headerBytes else {
            throw PayloadFault(.badLayout, action: "decoding ModelRecord", message: "the manifest is cut off")
        }
        let manifestEnd = Self.headerBytes + length
        let manifestBytes = UnsafeRawBufferPointer(rebasing: value[Self.headerBytes..<manifestEnd])
        manifest = try JSONParser().decode(ModelManifest.self, from: manifestBytes)
        model = [UInt8](value[manifestEnd...])
    }
}
