import HTTPRequests
import Testing

@Suite("Public addresses")
struct PublicAddressTests {
    @Test(
        "Addresses of a machine, its networks and its cloud are not public",
        arguments: [
            "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1",
            "127.255.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.168.1.1",
            "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.9", "224.0.0.1", "239.1.1.1", "240.0.0.1",
            "255.255.255.255", "::", "::1", "::7f00:1", "fc00::1", "fd12:3456::7", "fe80::1", "fec0::1", "ff02::1",
            "::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a00:1", "64:ff9b::7f00:1", "2002:a00:1::1",
            "2002:7f00:1::", "2001:db8::1", "2001::1", "2001:1ff::1", "100::1", "64:ff9b:1::1", "5f00::1", "3fff::1",
        ]
    )
    func notPublic(address: String) {
        #expect(PublicAddress.isPublic(address) == false)
    }

    @Test(
        "Others are",
        arguments: [
            "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
            "128.0.0.1", "169.253.0.1", "172.15.255.255", "172.32.0.0", "192.0.1.1", "192.167.255.255", "192.169.0.0",
            "198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700::1111", "2a00:1450::8",
            "2001:4860:4860::8888",
            "2001:200::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1", "3fff:ffff::1",
        ]
    )
    func isPublic(address: String) {
        #expect(PublicAddress.isPublic(address) == true)
    }

    @Test("An invalid address gives nil", arguments: ["", "localhost", "1.2.3", "1.2.3.4.5", ":::", "1.2.3.4/8"])
    func noAddress(text: String) {
        #expect(PublicAddress.isPublic(text) == nil)
    }
}
