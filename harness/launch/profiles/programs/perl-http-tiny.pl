use HTTP::Tiny; my($ph,$pp,$th,$tp,$u,$p)=@ARGV; my $cr=$u?"$u:$p\@":""; my $hh=$th=~/:/?"[$th]":$th;
my $r=HTTP::Tiny->new(https_proxy=>"http://$cr$ph:$pp",verify_SSL=>0)->get("https://$hh:$tp/page"); if(!$r->{success}){print STDERR "EXC $r->{status} $r->{reason} ",substr($r->{content},0,300),"\n"; exit 1} print $r->{status}," ",$r->{content};
