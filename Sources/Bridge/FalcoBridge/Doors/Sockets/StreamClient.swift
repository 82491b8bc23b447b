import Glibc

/// One client that is connected to a door: its descriptor and its incomplete piece.
final class StreamClient {
    let descriptor: Int32
    let sender: String
    var assembler: any StreamAssembler

    init(descriptor: Int32, sender: String, assembler: any StreamAssembler) {
        self.descriptor = descriptor
        self.sender = sender
        self.assembler = assembler
    }

    deinit {
        close(descriptor)
    }
}
