using System.Security.Cryptography;

namespace Timeline.Store.Archives;

/// <summary>
/// Passes bytes through in one direction and hashes them, one block of tar late: when the header of a member has gone by,
/// the hash is of all that came before it.
/// </summary>
internal sealed class LaggedHash(Stream inner) : Stream
{
    private const int Block = 512;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _late = new byte[Block];
    private int _held;

    public long Passed { get; private set; }

    /// <summary>SHA-256 of everything but the last block, in lower-case hexadecimal.</summary>
    public string BeforeLastBlock => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <summary>The last block that went by.</summary>
    public byte[] LastBlock => _late.ToArray();

    /// <summary>SHA-256 of everything, in lower-case hexadecimal.</summary>
    public string Everything
    {
        get
        {
            _hash.AppendData(_late, 0, _held);
            _held = 0;
            return BeforeLastBlock;
        }
    }

    public override bool CanRead => inner.CanRead;

    public override bool CanSeek => false;

    public override bool CanWrite => inner.CanWrite;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        Add(buffer.Span[..read]);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = inner.Read(buffer, offset, count);
        Add(buffer.AsSpan(offset, read));
        return read;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Add(buffer.Span);
        await inner.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count)
    {
        Add(buffer.AsSpan(offset, count));
        inner.Write(buffer, offset, count);
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => inner.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _hash.Dispose();
        base.Dispose(disposing);
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        Passed += bytes.Length;
        // The held block and these bytes, but for the last block of both.
        var ready = Math.Max(0, _held + bytes.Length - Block);
        var ofHeld = Math.Min(_held, ready);
        _hash.AppendData(_late, 0, ofHeld);
        _late.AsSpan(ofHeld, _held - ofHeld).CopyTo(_late);
        _held -= ofHeld;
        _hash.AppendData(bytes[..(ready - ofHeld)]);
        bytes = bytes[(ready - ofHeld)..];
        bytes.CopyTo(_late.AsSpan(_held));
        _held += bytes.Length;
    }
}
